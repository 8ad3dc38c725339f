import { addDays, civilDayBounds, type Window } from '@fit4work/protocol';
import { horizonOfClock } from './core/agent-turn.js';
import {
  advancePositions,
  dueDays,
  dueWindows,
  further,
  goOnFrom,
  type Horizon,
  horizonOfCursor,
  isLongAway,
  type Progress,
} from './core/due-windows.js';
import { isErased, isErasedWindow } from './core/erased-days.js';
import { windowPlaintexts } from './core/window-plaintext.js';
import { makeEnvelopes } from './make-envelopes.js';
import { openDay } from './open-day.js';
import { untilFirst } from './overtaken.js';
import type { Person, PersonPorts } from './person.js';
import type { TouchedDay, Vault } from './ports.js';
import { loadDay } from './stored-samples.js';
import type { Turn } from './turn.js';
import { keysKeptFrom, type WindowState, windowState } from './window-state.js';

export interface DueBy {
  /** Nothing more is to come for a while: a day whose end is reached closes without waiting for its last sleep. */
  readonly final: boolean;
  /** The end of the last quarter of an hour whose turn has come: nothing later is sealed. */
  readonly quarter?: number;
  /** Windows close by the clock as well, whatever was measured. */
  readonly onTime?: boolean;
  /** Whether others say that it is as late as the clock shows; undefined where nobody says. */
  readonly vouched?: boolean | undefined;
}

export interface SealingPorts extends PersonPorts {
  readonly writing: Turn;
  /** Settles after so many milliseconds, or at once when the signal comes. */
  readonly pause: (milliseconds: number, until: AbortSignal) => Promise<void>;
  readonly stopped: AbortSignal;
}

interface Pass {
  readonly made: number;
  /** Nothing more is due. */
  readonly done: boolean;
}

/**
 * Makes the first envelope of every window that is due, day by day, each day in one transaction with the positions: after a
 * crash the same windows are due again, and none is sealed twice under one sequence.
 *
 * @returns the number of envelopes made
 * @throws AgentError `vault-busy`, `vault-damaged`
 */
export async function sealDueWindows(ports: PersonPorts, person: Person, due: boolean | DueBy): Promise<number> {
  const by = typeof due === 'boolean' ? { final: due } : due;
  let [made, done] = [0, false];
  while (!done) {
    const pass = await sealDueDay(ports, person, by);
    made += pass.made;
    done = pass.done;
  }
  return made;
}

/**
 * The same for whoever has more to do: after each day others may write, and everything else of the process goes on. Told to
 * stop, it leaves the days that follow for the next time.
 */
export async function sealGivingWay(ports: SealingPorts, person: Person, by: DueBy): Promise<number> {
  const { writing, pause, stopped } = ports;
  let [made, done] = [0, false];
  while (!done) {
    const pass = await writing.take(() => sealDueDay(ports, person, by));
    made += pass.made;
    done = pass.done || stopped.aborted;
    if (!done) await pause(0, stopped);
  }
  return made;
}

/** Another process may make an envelope meanwhile: then this one looks again. */
const sealDueDay = (ports: PersonPorts, person: Person, by: DueBy): Promise<Pass> =>
  untilFirst(() => sealOnce(ports, person, by));

/** Seals what is due of the first day that has something due. */
async function sealOnce(ports: PersonPorts, person: Person, by: DueBy): Promise<Pass | 'overtaken'> {
  const { vault } = ports;
  // Before anything is read: what is stored from here on stays touched.
  const touched = await vault.touchedDays();
  const state = await windowState(ports, person, by.vouched);
  const { zone } = person;
  let progress: Progress = { positions: state.positions, horizon: horizonOf(state, by), zone };
  const settled = touched.filter(({ from }) => from >= state.lateBefore);
  const days = dueDays(progress);
  const erased = await vault.erasures();
  const held = await daysSealedThough(vault, days, progress);
  for (const day of days) {
    if (isLongAway(progress)) {
      if (!held.has(day)) continue;
      if (day === days.at(-1)) progress = { ...progress, positions: goOnFrom(progress.positions, day, zone) };
    }
    if (isErased(day, erased)) continue;
    const { start, end } = civilDayBounds(day, zone);
    const due = dueWindows(day, progress, await vault.sealedWindows(start, end));
    const windows = due.filter((window) => !isErasedWindow(window, erased));
    if (windows.length === 0) continue;
    progress = { ...progress, positions: advancePositions(progress.positions, windows) };
    const keep = await keysKeptFrom(ports, state, { zone, final: by.final });
    const made = await sealDay(ports, person, { day, windows, progress, settled, keep });
    return made === undefined ? 'overtaken' : { made, done: day === days.at(-1) };
  }
  return { made: 0, done: true };
}

/** Of a long absence: days of which something is held, and the last, from which windows go on. */
async function daysSealedThough(vault: Vault, days: readonly string[], progress: Progress): Promise<Set<string>> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined || !isLongAway(progress)) return new Set();
  return new Set([...(await vault.daysHeld(first)), last]);
}

function horizonOf({ cursor, believed }: WindowState, { final, quarter, onTime = false }: DueBy): Horizon {
  const measured = horizonOfCursor(Math.min(cursor, quarter ?? cursor), final);
  return onTime && believed !== undefined && quarter !== undefined
    ? further(measured, horizonOfClock(quarter))
    : measured;
}

interface DayToSeal {
  readonly day: string;
  readonly windows: readonly Window[];
  readonly progress: Progress;
  /** Touched by what these windows have. */
  readonly settled: readonly TouchedDay[];
  readonly keep: string;
}

/** @returns undefined, and nothing is done, where another process came first */
async function sealDay(
  ports: PersonPorts,
  person: Person,
  { day, windows, progress, settled, keep }: DayToSeal,
): Promise<number | undefined> {
  const keys = await openDay(ports, person, day);
  const { measured, whole } = await loadDay(ports.vault, person, day);
  const wanted = windows.map((window) => {
    return { window, revision: 0, plaintexts: windowPlaintexts(window, measured), keys };
  });
  const made = await makeEnvelopes(ports, person, wanted);
  // Yesterday stays open until today is closed: a sleep period that began in it counts today.
  const needed = windows.some(({ granularity }) => granularity === 'day') ? day : addDays(day, -1);
  const committed = await ports.outbox.commit({
    ...made,
    positions: progress.positions,
    settled,
    unsettled: whole ? [] : [touchedBy(day, windows)],
    forgetBefore: keep < needed ? keep : needed,
  });
  return committed ? made.entries.length : undefined;
}

/** What is closed of these windows is seen to when the passphrase is given. */
const touchedBy = (day: string, windows: readonly Window[]): TouchedDay => ({
  day,
  from: Math.min(...windows.map(({ start }) => start)),
  until: Math.max(...windows.map(({ end }) => end)),
  chunk: 0,
  waiting: true,
});
