import type { BoxKeyPair } from '@fit4work/protocol';
import type { LateWindow } from './core/late-windows.js';
import { likenessOf } from './core/likeness.js';
import { NOTHING } from './core/reconcile.js';
import { windowPlaintexts } from './core/window-plaintext.js';
import { lateOfDay } from './late-of-day.js';
import { makeEnvelopes, type WantedWindow } from './make-envelopes.js';
import { openDay } from './open-day.js';
import { untilFirst } from './overtaken.js';
import type { Person, PersonPorts } from './person.js';
import type { FindingStore, TouchedDay, Vault } from './ports.js';
import { type DayKnown, keysByGeneration, loadDay, type Reader } from './stored-samples.js';
import { keysKeptFrom, windowState } from './window-state.js';

export interface LateSealed {
  readonly envelopes: number;
  /** Days that wait for the passphrase: what was sealed of them before is closed. */
  readonly waiting: readonly string[];
  /** Days of which something came too late: samples that their windows were made of are forgotten, and what was sealed stands. */
  readonly refused: readonly string[];
}

export interface LatePorts extends PersonPorts {
  readonly findings: Pick<FindingStore, 'addFinding'>;
}

export interface LateBy {
  /** Where the passphrase was given: without it, what rests on a closed day waits. */
  readonly vaultKey?: BoxKeyPair | undefined;
  /** Whether others say that it is as late as the clock shows; undefined where nobody says. */
  readonly vouched?: boolean | undefined;
}

/**
 * Seals the windows anew that late history changed, with all that is known, each once, at the next revision. Each touched day
 * is one transaction, in which it stops being touched: after a crash the windows that are done come out as they stand. What is
 * refused is among the findings before that.
 *
 * @throws AgentError `vault-damaged`, `vault-busy`
 */
export async function sealLate(
  ports: LatePorts,
  person: Person,
  { vaultKey, vouched }: LateBy = {},
): Promise<LateSealed> {
  const waiting: TouchedDay[] = [];
  const refused: string[] = [];
  let [envelopes, days] = [0, 0];
  for (const touched of await ports.vault.touchedDays()) {
    const made =
      touched.waiting && vaultKey === undefined
        ? 'waiting'
        : await untilFirst(() => sealTouched(ports, person, { touched, vaultKey }));
    if (made === 'waiting') waiting.push(touched);
    else envelopes += made.envelopes;
    if (made !== 'waiting' && made.refused) refused.push(touched.day);
    days += 1;
  }
  if (days > 0) await conclude(ports, person, { waiting, vouched });
  return { envelopes, waiting: waiting.map(({ day }) => day), refused };
}

/** Only now keys are forgotten: days that were touched may have needed each other's. */
async function conclude(
  ports: PersonPorts,
  person: Person,
  { waiting, vouched }: { readonly waiting: readonly TouchedDay[]; readonly vouched: boolean | undefined },
): Promise<void> {
  const unsettled = waiting.filter((touched) => !touched.waiting).map((touched) => ({ ...touched, waiting: true }));
  if (unsettled.length > 0) await ports.outbox.commit({ entries: [], unsettled, forgetBefore: FIRST_DAY });
  await closeDays(ports, person, vouched);
}

/**
 * Forgets the open keys of days of which nothing more is waited for.
 *
 * @param vouched whether others say that it is as late as the clock shows; undefined where nobody says
 */
export async function closeDays(ports: PersonPorts, person: Person, vouched: boolean | undefined): Promise<void> {
  const state = await windowState(ports, person, vouched);
  const forgetBefore = await keysKeptFrom(ports, state, { zone: person.zone, final: false });
  await ports.outbox.commit({ entries: [], forgetBefore });
}

/** No civil day is earlier. */
const FIRST_DAY = '1900-01-01';

type Outcome = { readonly envelopes: number; readonly refused: boolean } | 'waiting' | 'overtaken';

async function sealTouched(
  ports: LatePorts,
  person: Person,
  { touched, vaultKey }: { readonly touched: TouchedDay; readonly vaultKey: BoxKeyPair | undefined },
): Promise<Outcome> {
  const { vault, outbox } = ports;
  const { zone } = person;
  const state = await windowState(ports, person);
  // What is not late is sealed for the first time with all that there is, and stops being touched then.
  if (touched.from >= state.lateBefore) return { envelopes: 0, refused: false };
  const { late, refused } = await lateOfDay(vault, touched, { positions: state.positions, zone });
  const days = await readDays(vault, { zone, vaultKey }, late);
  if (days === undefined) return 'waiting';
  const changed = late.filter((each) => isChanged(each, days.get(each.window.day), touched));
  const wanted: WantedWindow[] = [];
  for (const { window, sealed } of changed) {
    const keys = await openDay(ports, person, window.day);
    const plaintexts = windowPlaintexts(window, days.get(window.day)?.measured ?? NOTHING);
    wanted.push({ window, revision: sealed === undefined ? 0 : sealed.revision + 1, plaintexts, keys });
  }
  const made = await makeEnvelopes(ports, person, wanted);
  if (refused) await nameRefused(ports);
  const committed = await outbox.commit({ ...made, settled: [touched], forgetBefore: FIRST_DAY });
  return committed ? { envelopes: made.entries.length, refused } : 'overtaken';
}

function nameRefused({ findings, clock }: LatePorts): Promise<void> {
  const now = clock();
  return findings.addFinding({ code: 'late-refused', first: now, since: now, last: now, ended: undefined, count: 1 });
}

interface LateDay extends DayKnown {
  /** By generation. */
  readonly keys: ReadonlyMap<number, Uint8Array>;
}

/** What is known of the days of these windows; undefined where a part of it is closed. */
async function readDays(
  vault: Vault,
  reader: Reader,
  late: readonly LateWindow[],
): Promise<ReadonlyMap<string, LateDay> | undefined> {
  const days = new Map<string, LateDay>();
  for (const day of new Set(late.map(({ window }) => window.day))) {
    const known = await loadDay(vault, reader, day);
    if (!known.whole) return undefined;
    days.set(day, { ...known, keys: await keysByGeneration(vault, reader, day) });
  }
  return days;
}

/** Whether a window would be sealed otherwise than it was. */
function isChanged({ window, sealed }: LateWindow, known: LateDay | undefined, { from, until }: TouchedDay): boolean {
  if (sealed === undefined) return true;
  const plaintexts = windowPlaintexts(window, known?.measured ?? NOTHING);
  const likeness = likenessOf(window, plaintexts, { sealed: [sealed], keys: known?.keys ?? new Map() });
  // Nothing tells what was in it: what was stored lies in it, or not.
  return likeness === 'uncompared' ? window.start < until && window.end > from : likeness === 'unlike';
}
