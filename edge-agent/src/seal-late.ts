import { addDays, type BoxKeyPair, civilDayBounds, equalBytes } from '@fit4work/protocol';
import { isErasedWindow } from './core/erased-days.js';
import { type LateWindow, lateWindows, wasForgotten } from './core/late-windows.js';
import { NOTHING } from './core/reconcile.js';
import { windowDigest } from './core/window-digest.js';
import { windowPlaintexts } from './core/window-plaintext.js';
import { makeEnvelopes, type WantedWindow } from './make-envelopes.js';
import { openDay } from './open-day.js';
import { untilFirst } from './overtaken.js';
import type { Person, PersonPorts } from './person.js';
import type { FindingStore, TouchedDay, Vault } from './ports.js';
import { type DayKnown, keysAsOpen, loadDay, type Reader } from './stored-samples.js';
import { keysKeptFrom, type WindowState, windowState } from './window-state.js';

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
  const { late, refused } = await lateOf(vault, touched, { state, zone });
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

/** The windows to be looked at, and whether there were others that are left as they stand. */
interface LateOfDay {
  readonly late: readonly LateWindow[];
  readonly refused: boolean;
}

async function lateOf(
  vault: Vault,
  touched: TouchedDay,
  { state, zone }: { readonly state: WindowState; readonly zone: string },
): Promise<LateOfDay> {
  // Of the days beside it, and of those that they take.
  const { start } = civilDayBounds(addDays(touched.day, -2), zone);
  const { end } = civilDayBounds(addDays(touched.day, 2), zone);
  const sealed = await vault.sealedWindows(start, end);
  const erased = await vault.erasures();
  const all = lateWindows(touched, sealed, { positions: state.positions, zone });
  const due = all.filter(({ window }) => !isErasedWindow(window, erased));
  const late = due.filter(({ window }) => !wasForgotten(window, { sealed, zone }));
  return { late, refused: late.length < due.length };
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
    const keys = new Map<number, Uint8Array>();
    for (const each of await vault.dayKeys(day, day)) {
      const open = keysAsOpen(each, reader);
      if (open !== undefined) keys.set(each.generation, open);
    }
    days.set(day, { ...known, keys });
  }
  return days;
}

/** Whether a window would be sealed otherwise than it was. */
function isChanged({ window, sealed }: LateWindow, known: LateDay | undefined, { from, until }: TouchedDay): boolean {
  if (sealed === undefined) return true;
  // Nothing tells what was in it: what was stored lies in it, or not.
  if (sealed.digest === undefined) return window.start < until && window.end > from;
  const plaintexts = windowPlaintexts(window, known?.measured ?? NOTHING);
  const keys = known?.keys.get(sealed.generation ?? -1);
  if (keys !== undefined) return !equalBytes(windowDigest(window, plaintexts, keys), sealed.digest);
  // All that is known can be opened, and those keys cannot: nothing was kept under them, so nothing was in it.
  return windowPlaintexts(window, NOTHING).some((plaintext, i) => !equalBytes(plaintext, plaintexts[i] ?? plaintext));
}
