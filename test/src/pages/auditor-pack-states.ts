import { truncateSync, writeFileSync } from 'node:fs';
import { cosign, formatNote, parseNote, utf8 } from '@fit4work/protocol';
import type { Page } from 'playwright-core';
import { readArchive, repacked } from '../../../anchor-service/test/index.js';
import type { AuditedLog } from './audited-log.js';
import { believe, CHECK, chooseKind, DAY, give, goTo, PACK, type State, withQuorum } from './auditor-states.js';
import { fileOf, verdict } from './auditor-walk.js';
import { text } from './every-look.js';

type Members = ReadonlyMap<string, Uint8Array>;

export async function judged(page: Page, log: AuditedLog, pack: Uint8Array): Promise<void> {
  await believe(page, log.policyText);
  await given(page, pack);
}

async function given(page: Page, pack: Uint8Array): Promise<void> {
  await goTo(page, CHECK);
  await chooseKind(page, PACK);
  await give(page, 'Het pakket (.tar)', [fileOf('pack.tar', pack)]);
}

/** A pack as the log would sign it with something changed. */
const changed = (
  change: (members: Members, log: AuditedLog) => Record<string, Uint8Array | undefined>,
  said: RegExp,
) => ({
  reach: async (page: Page, log: AuditedLog) => {
    const members = readArchive(await log.pack());
    await judged(page, log, repacked(members, change(members, log), log.signer('log.key', 1)));
    await text(page, said);
  },
});

const dayEnd = (members: Members): [string, Uint8Array] =>
  [...members].find(([name]) => name.startsWith('days/')) ?? ['', new Uint8Array()];

/** The end of the day as one witness would have cosigned it three days later. */
function cosignedLate(members: Members, log: AuditedLog): Record<string, Uint8Array> {
  const [name, bytes] = dayEnd(members);
  const note = parseNote(bytes);
  const late = cosign(note.text, Math.floor(Date.now() / 1000) + 3 * DAY, log.signer('council.key', 4));
  const others = note.signatures.filter((line) => line.name !== late.name);
  return { [name]: formatNote({ ...note, signatures: [...others, late] }) };
}

/** As of a log without witnesses, for a policy that asks for none. */
export async function uncosignedPack(log: AuditedLog): Promise<Uint8Array> {
  const members = readArchive(await log.pack());
  const { text: signed, signatures } = parseNote(members.get('checkpoint') ?? new Uint8Array());
  const own = signatures.filter(({ name }) => name === signed.split('\n')[0]);
  const changes = { checkpoint: formatNote({ text: signed, signatures: own }), [dayEnd(members)[0]]: undefined };
  return repacked(members, changes, log.signer('log.key', 1));
}

/** What an anchor hands to auditors. */
export const PACKS: Readonly<Record<string, State>> = {
  'a pack that holds': {
    reach: async (page, log) => {
      await judged(page, log, await log.pack());
      await verdict(page, /^Het pakket klopt$/).waitFor();
      await text(page, /^Bewezen: van 1 dag staat erin wie/);
    },
  },
  'a pack behind which no witness stands': {
    reach: async (page, log) => {
      await believe(page, withQuorum(log.policyText, 'quorum none'));
      await given(page, await uncosignedPack(log));
      await text(page, /^Geen getuige staat hierachter/);
    },
  },
  'a pack with time stamps': changed(() => ({ 'stamps/1.checkpoint': utf8('a') }), /^Niet bekeken: tijdstempels/),
  'a pack without the end of its day': changed(
    (members) => ({ [dayEnd(members)[0]]: undefined }),
    /^Niet bewezen: wie deze dagen medeondertekende/,
  ),
  'a pack cosigned on another day': changed(cosignedLate, /^Op een andere dag medeondertekend/),
  'a pack ahead of this clock': {
    reach: async (page, log) => {
      await judged(page, log, await log.pack());
      await text(page, /tekende meer dan een dag na de klok van dit toestel/);
    },
    clock: -2 * DAY,
  },
  'a pack whose report does not follow': changed(
    () => ({ 'blocks.csv': utf8('height\n') }),
    /^Wat erin staat, is niet wat het logboek tekende, of volgt er niet uit/,
  ),
  'a pack changed on the way': {
    reach: async (page, log) => {
      const pack = await log.pack();
      pack[700] = (pack[700] ?? 0) ^ 1;
      await judged(page, log, pack);
      await text(page, /^REPORT.nl.txt is niet zoals het manifest van het pakket zegt/);
    },
  },
  'a pack with a policy that does not lead on': changed(
    () => ({ 'policies/1': utf8('nonsense') }),
    /^policies.1 leidt niet verder vanaf het beleid/,
  ),
  'no pack': {
    reach: async (page, log) => {
      await judged(page, log, utf8('nonsense'));
      await text(page, /^Dit is geen heel pakket dat dit logboek tekende/);
    },
  },
  'a pack that is too large': {
    reach: async (page, log) => {
      const file = log.path('large.tar');
      writeFileSync(file, '');
      truncateSync(file, 64 * 1024 * 1024 + 1);
      await believe(page, log.policyText);
      await goTo(page, CHECK);
      await chooseKind(page, PACK);
      await give(page, 'Het pakket (.tar)', file);
      await text(page, /^Dit pakket is te groot voor deze pagina/);
    },
  },
};
