import type { GrantScope, Metric } from '@fit4work/protocol';
import type { EndingGrant } from './consent-history.js';
import { endingText, unconfirmedLines } from './consent-said.js';
import { findingLines } from './finding-words.js';
import type { Language } from './language.js';
import { localTime } from './local-time.js';
import { scopeText } from './notice.js';
import { otherAgentLines } from './other-machine-words.js';
import { plainText } from './plain-text.js';
import { provenIn } from './proof-words.js';
import type { ToldFinding } from './told-times.js';

/** What a status has to say to a person; the JSON document has more. Times in Unix seconds. */
export interface StatusFacts {
  readonly samples: Readonly<Record<Metric, number>> | null;
  readonly envelopes: number | null;
  readonly receipts: number | null;
  readonly anchored: number | null;
  /** How many confirmed the log in which those stand. */
  readonly witnesses: number;
  readonly recordsWaiting: number | null;
  readonly days: { readonly from: string; readonly until: string } | null;
  /** Days of which late history waits for the passphrase. */
  readonly daysWaiting: readonly string[] | null;
  readonly wearables: readonly WearableFacts[] | null;
  readonly grants: readonly SharedGrant[] | null;
  /** Numbers of the person's agents on other machines, as far as they are known here. */
  readonly otherAgents: readonly number[] | null;
  /** Over here, while the coach API goes on counting it. */
  readonly ending: readonly EndingGrant[] | null;
  /** Ids of those that a recovery gave back and nobody confirmed. */
  readonly grantsUnconfirmed: readonly string[] | null;
  /** What was noticed of broker, coach API and log; `current` while it holds, or for a day after it happened. */
  readonly findings: readonly ToldFinding[] | null;
  readonly storage: StorageFacts | null;
  /** What was changed on disk, each with its remedy: in its place stands null. */
  readonly damaged: readonly string[];
}

/** What is kept, and what it may grow to. */
export interface StorageFacts {
  readonly bytes: number;
  readonly limit: number;
  /** The limit is reached: wearables keep what they have until there is room. */
  readonly full: boolean;
  readonly diskFull: boolean;
  /** The oldest day of which samples are held. */
  readonly oldest: string | null;
  /** Envelopes that are not both stored and proven. */
  readonly waiting: number | null;
  /** Names of files beside the vault that a repair left, and that hold what it held. */
  readonly copies: readonly string[];
}

export interface SharedGrant {
  readonly id: string;
  readonly recipient: string;
  readonly scope: readonly GrantScope[];
  readonly from: string;
  readonly until: string;
  /** Of one that was signed under a clock that was ahead: Unix seconds; null of one that lives. */
  readonly begins: number | null;
}

export interface WearableFacts {
  readonly wearable: number;
  readonly address: string;
  readonly family: string;
  readonly device: string | null;
  /** Null where it was never read to its end, or nobody knows when. */
  readonly synchronised: number | null;
  /** Whether `synchronised` is null because this machine's clock went back. */
  readonly clockWentBack: boolean;
  readonly battery: { readonly percent: number; readonly charging: boolean } | null;
}

/** A number, or a question mark where it was changed on disk. */
type Count = number | '?';

const WORDS = {
  en: {
    damaged: 'damaged',
    measured: 'measured',
    days: (from: string, until: string) => `${from} to ${until}`,
    noDays: 'nothing yet',
    counts: ({ steps, 'heart-rate': heartRate, sleep }: Readonly<Record<Metric, Count>>) =>
      `samples of steps: ${steps}, of heart rate: ${heartRate}, of sleep: ${sleep}`,
    sealed: 'sealed',
    envelopes: (all: Count, stored: Count) => `${all} envelopes, ${stored} stored by the coach API`,
    waiting: 'waiting',
    records: (count: number) => `${count} records are still to be confirmed by the coach API`,
    room: 'room',
    used: (used: number, limit: number) => `${used} of ${limit} MiB are in use`,
    full: 'the vault is full: wearables keep what they measured; raise FIT4WORK_AGENT_LIMIT_MIB',
    diskFull: 'the disk is full: make room, and the agent goes on by itself',
    copy: (name: string) =>
      `${name}, left by a repair, still holds what was measured: delete it when you need it no more`,
    late: (day: string) => `${day} has late history that can be sealed with the passphrase only: run \`seal\``,
    wearable: 'wearable',
    never: 'never read to its end',
    read: (time: string) => `read to its end at ${time}`,
    readSome: 'read to its end; the clock went back since',
    battery: (percent: number, charging: boolean) => `battery ${percent} %${charging ? ', charging' : ''}`,
    noWearables: 'none is paired; pair one with `pair`',
    shared: 'shared',
    with: (coach: string, what: string) => `with ${coach}: ${what}`,
    begins: (time: string) => `signed under a clock that was ahead, it begins at ${time}: \`withdraw\` ends it`,
    ended:
      'by this agent no more, since it was ended; what was released counts until the grant is withdrawn on another machine, or lapses',
    nothing: 'nothing, with nobody',
    ending: 'ending',
  },
  nl: {
    damaged: 'beschadigd',
    measured: 'gemeten',
    days: (from: string, until: string) => `${from} tot en met ${until}`,
    noDays: 'nog niets',
    counts: ({ steps, 'heart-rate': heartRate, sleep }: Readonly<Record<Metric, Count>>) =>
      `metingen van stappen: ${steps}, van hartslag: ${heartRate}, van slaap: ${sleep}`,
    sealed: 'verzegeld',
    envelopes: (all: Count, stored: Count) => `${all} enveloppen, ${stored} bewaard door de coach-API`,
    waiting: 'wacht',
    records: (count: number) => `${count} stukken moet de coach-API nog bevestigen`,
    room: 'ruimte',
    used: (used: number, limit: number) => `${used} van ${limit} MiB is in gebruik`,
    full: 'de kluis is vol: polsbanden houden wat ze maten; verhoog FIT4WORK_AGENT_LIMIT_MIB',
    diskFull: 'de schijf is vol: maak plaats, en de agent gaat vanzelf verder',
    copy: (name: string) =>
      `${name}, dat van een herstelling overbleef, bevat nog metingen: wis het als u het niet meer nodig hebt`,
    late: (day: string) =>
      `${day} kreeg laat nog metingen, die enkel met de wachtwoordzin verzegeld worden: gebruik \`seal\``,
    wearable: 'polsband',
    never: 'nog nooit tot het einde gelezen',
    read: (time: string) => `tot het einde gelezen op ${time}`,
    readSome: 'tot het einde gelezen; de klok ging sindsdien terug',
    battery: (percent: number, charging: boolean) => `batterij ${percent} %${charging ? ', laadt op' : ''}`,
    noWearables: 'er is geen gekoppeld; koppel er een met `pair`',
    shared: 'gedeeld',
    with: (coach: string, what: string) => `met ${coach}: ${what}`,
    begins: (time: string) => `ondertekend onder een klok die voorliep, begint op ${time}: \`withdraw\` beëindigt het`,
    ended:
      'niet meer door deze agent, die beëindigd werd; wat vrijgegeven werd, telt tot de toestemming op een andere machine ingetrokken wordt, of vervalt',
    nothing: 'niets, met niemand',
    ending: 'eindigt',
  },
} as const;

/** What the agent is about, in a few lines. */
export function statusLines(
  status: StatusFacts,
  { language, zone }: { readonly language: Language; readonly zone: string },
): readonly string[] {
  const words = WORDS[language];
  const { samples, days, damaged } = status;
  const { envelopes, receipts, anchored, witnesses, recordsWaiting } = status;
  const [grants, wearables] = [status.grants ?? [], status.wearables ?? []];
  const daysWaiting = status.daysWaiting ?? [];
  const { storage } = status;
  const ended = (status.findings ?? []).some(({ code, current }) => code === 'agent-ended' && current);
  const counts = words.counts(samples ?? { steps: '?', 'heart-rate': '?', sleep: '?' });
  return [
    ...damaged.map((what) => field(words.damaged, what)),
    field(words.measured, days === null ? words.noDays : `${words.days(days.from, days.until)}; ${counts}`),
    field(
      words.sealed,
      `${words.envelopes(envelopes ?? '?', receipts ?? '?')}, ${anchored ?? '?'} ${provenIn(witnesses, language)}`,
    ),
    ...(recordsWaiting !== null && recordsWaiting > 0 ? [field(words.waiting, words.records(recordsWaiting))] : []),
    ...daysWaiting.map((day) => field(words.waiting, words.late(day))),
    ...(storage === null ? [] : [field(words.room, roomText(storage, words))]),
    ...(storage?.copies ?? []).map((name) => field(words.room, words.copy(plainText(name)))),
    ...(status.wearables?.length === 0 ? [field(words.wearable, words.noWearables)] : []),
    ...wearables.map((wearable) => field(words.wearable, wearableText(wearable, { language, zone }))),
    ...(status.grants?.length === 0 && status.ending?.length === 0 ? [field(words.shared, words.nothing)] : []),
    ...grants.map((grant) => field(words.shared, grantText(grant, { language, zone, ended }))),
    ...otherAgentLines(status.otherAgents ?? [], language).map((line) => field(words.shared, line)),
    ...(status.ending ?? []).map((each) => field(words.ending, endingText(each, { language, zone }))),
    ...unconfirmedLines(status.grantsUnconfirmed?.length ?? 0, language).map((line) => field(words.waiting, line)),
    ...noticedLines(status, { language, zone }),
  ];
}

/** That nothing was noticed is said of what is whole alone. */
function noticedLines({ findings, damaged }: StatusFacts, at: Parameters<typeof findingLines>[1]): readonly string[] {
  const noticed = findings ?? [];
  return noticed.length === 0 && damaged.length > 0 ? [] : ['', ...findingLines(noticed, at)];
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

function roomText({ bytes, limit, full, diskFull }: StorageFacts, words: (typeof WORDS)[Language]): string {
  const used = words.used(mebibytes(bytes), mebibytes(limit));
  return [used, ...(full ? [words.full] : []), ...(diskFull ? [words.diskFull] : [])].join('; ');
}

function grantText(
  { recipient, scope, from, until, begins }: SharedGrant,
  { language, zone, ended }: { language: Language; zone: string; ended: boolean },
): string {
  const words = WORDS[language];
  const what = `${scopeText(scope, language)}, ${words.days(from, until)}`;
  return [
    words.with(plainText(recipient), what),
    ...(begins === null ? [] : [words.begins(localTime(begins, zone))]),
    ...(ended ? [words.ended] : []),
  ].join('; ');
}

function wearableText(
  { wearable, address, family, device, synchronised, clockWentBack, battery }: WearableFacts,
  { language, zone }: { language: Language; zone: string },
): string {
  const words = WORDS[language];
  const unread = clockWentBack ? words.readSome : words.never;
  return [
    `${wearable}, ${device === null ? family : `${plainText(device)} (${family})`}, ${address}`,
    synchronised === null ? unread : words.read(localTime(synchronised, zone)),
    ...(battery === null ? [] : [words.battery(battery.percent, battery.charging)]),
  ].join('; ');
}

const field = (name: string, value: string): string => `${name.padEnd(10)}  ${value}`;
