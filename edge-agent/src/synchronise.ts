import { civilDay } from '@fit4work/protocol';
import { checkBatch } from './core/check-batch.js';
import { sealChunk } from './core/chunk.js';
import { ClockFrame, LENIENCE, type Unplaced } from './core/clock-frame.js';
import { firstPositions } from './core/due-windows.js';
import { isErased } from './core/erased-days.js';
import { openMark, sealMark } from './core/mark.js';
import { placeBatch } from './core/place-batch.js';
import { splitBatch } from './core/split-batch.js';
import { guarded, guardedStretches } from './driver-guard.js';
import { openDay } from './open-day.js';
import type { Person, PersonPorts } from './person.js';
import type { Chunk, PairedWearable, Report, StoredStretch } from './ports.js';
import type { Turn } from './turn.js';
import { WearableError } from './wearable-error.js';
import type { Batch, Family, Mark, Wearable } from './wearable-port.js';

export interface ReadingPorts extends PersonPorts {
  /** One wearable at a time writes to the vault: the keys of a day are made once. */
  readonly writing: Turn;
  readonly stopped: AbortSignal;
  readonly report: Report;
}

/** A wearable that is being read, and what became of it since the reading began. */
export interface Reading {
  /** As the vault has it when the reading begins. */
  paired: PairedWearable;
  readonly memory: Family['memory'];
  readonly wearable: Wearable;
  /** Everything before this instant is in the vault. */
  cursor: number | undefined;
  /** Called with the first stamp that is off by what the clock is off, when it is met. */
  readonly onWrongFrom: (stamp: number) => Promise<void>;
  /** Called after each stretch is durable and acknowledged, with what of it was new. */
  readonly onStored: (from: number, until: number) => Promise<void>;
}

/**
 * Brings a wearable's history into the vault. A stretch is acknowledged only when it is durable: a crash before leaves it
 * on the wearable, a crash after leaves a replay that the cursor recognises.
 *
 * @param drift seconds by which the wearable's clock is ahead
 * @returns whether it was read to the end of what it holds
 */
export async function takeHistory(
  ports: ReadingPorts,
  person: Person,
  { reading, drift, justSet = false }: { reading: Reading; drift: number; justSet?: boolean },
): Promise<boolean> {
  const { clock } = ports;
  const now = clock();
  const frame = frameOf(reading, { drift, now, justSet });
  // Within one reading a wearable gives nothing twice: what lies before this is a replay.
  const { cursor } = reading;
  for await (const kept of guardedStretches(() => reading.wearable.history(frame.since))) {
    const known = frame.wrongFrom;
    const place = frame.placeOf(checkBatch(kept));
    if (frame.wrongFrom !== undefined && known === undefined) await reading.onWrongFrom(frame.wrongFrom);
    if (typeof place === 'string') {
      await leave(ports, reading, { kept, why: place });
      continue;
    }
    const batch = placeBatch(kept, place);
    const to = Math.max(reading.cursor ?? 0, Math.min(batch.to, now + LENIENCE));
    await ports.writing.take(() => storeBatch(ports, person, { batch, reading, told: 0, after: cursor, to }));
    await guarded(() => kept.acknowledge());
    await reading.onStored(Math.max(reading.cursor ?? batch.from, batch.from), batch.to);
    reading.cursor = to;
    if (ports.stopped.aborted) return false;
  }
  return true;
}

/** Nothing is forgotten that is not stored, but what no time will ever be right for: behind it waits the rest. */
async function leave(
  { report }: ReadingPorts,
  { paired }: Reading,
  { kept, why }: { kept: Batch; why: Unplaced },
): Promise<void> {
  if (why === 'clock-behind') {
    throw new WearableError('clock-behind', 'The clock of this machine is behind that of the wearable; set it.');
  }
  if (why === 'later') throw new WearableError('unplaceable', 'The wearable stamped ahead; it is read again later.');
  report('history-unplaceable', { wearable: paired.id, minutes: minutesOf(kept) });
  await guarded(() => kept.acknowledge());
}

function frameOf(
  { paired, memory, cursor }: Reading,
  { drift, now, justSet }: { drift: number; now: number; justSet: boolean },
): ClockFrame {
  const { clock } = paired;
  return new ClockFrame({
    now,
    drift,
    cursor,
    earlier: clock?.set === false && clock.from !== undefined ? { from: clock.from, drift: clock.drift } : undefined,
    setting: clock?.set === true ? clock : undefined,
    justSet,
    forgets: memory === 'until-read',
  });
}

const minutesOf = ({ from, to }: Batch): number => Math.round((to - from) / 60);

/** Stores what the wearable told by itself before an instant. What was told and not stored is told again. */
export async function takeTold(
  ports: ReadingPorts,
  person: Person,
  { reading, until }: { reading: Reading; until: number },
): Promise<void> {
  const batch = await guarded(() => reading.wearable.live(until));
  if (batch === undefined) return;
  if (checkBatch(batch).to > ports.clock() + LENIENCE) {
    throw new WearableError('malformed', 'The wearable told of a time to come; pair it with the right family.');
  }
  const to = reading.memory === 'none' ? Math.max(reading.cursor ?? 0, batch.to) : undefined;
  await ports.writing.take(() => storeBatch(ports, person, { batch, reading, told: 1, after: undefined, to }));
  await guarded(() => batch.acknowledge());
  await reading.onStored(batch.from, batch.to);
  if (to !== undefined) reading.cursor = to;
}

/** @param stored `after`: what begins before is a replay; `to`: the wearable's new cursor, undefined to leave it */
async function storeBatch(
  ports: ReadingPorts,
  person: Person,
  stored: {
    batch: Batch;
    reading: Reading;
    told: 0 | 1;
    after: number | undefined;
    to: number | undefined;
  },
): Promise<void> {
  const { batch, reading, told, after, to } = stored;
  const { zone } = person;
  const { paired } = reading;
  const endDay = civilDay(Math.max(batch.from, batch.to - 1), zone);
  const chunks: Chunk[] = [];
  const touched = new Map<string, StoredStretch>();
  const counts = { steps: 0, 'heart-rate': 0, sleep: 0 };
  const erased = await ports.vault.erasures();
  let dropped = 0;
  for (const { day, metric, ...measured } of splitBatch(batch, after, zone)) {
    // The wearable may forget it: its employee had it forgotten already.
    if (isErased(day, erased)) {
      dropped += metric === 'steps' ? measured.span / 60 : 0;
      continue;
    }
    const { generation, open } = await openDay(ports, person, day);
    counts[metric] += measured.samples.length;
    const place = { wearable: paired.id, told, metric, day, generation };
    chunks.push(sealChunk(place, measured, { dayKeys: open, zone, entropy: ports.entropy }));
    touched.set(day, { day, from: measured.from, until: measured.from + measured.span });
  }
  if (dropped > 0) ports.report('erased-day-dropped', { wearable: paired.id, minutes: Math.round(dropped) });
  await ports.vault.store(chunks, {
    wearable: paired.id,
    to,
    mark: isErased(endDay, erased) ? null : await markOf(ports, person, { batch, wearable: paired.id }),
    from: firstPositions(batch.from, zone),
    counts,
    touched: [...touched.values()],
  });
}

async function markOf(
  ports: PersonPorts,
  person: Person,
  { batch: { mark, to }, wearable }: { batch: Batch; wearable: number },
): Promise<ReturnType<typeof sealMark> | undefined> {
  if (mark === undefined) return undefined;
  const keys = await openDay(ports, person, civilDay(to - 1, person.zone));
  return sealMark(mark, { wearable, keys }, ports.entropy);
}

/** What a driver asked to keep, unless its day is closed: what was counted then belongs to a day that is over. */
export async function readMark({ vault }: PersonPorts, { mark, id }: PairedWearable): Promise<Mark | undefined> {
  if (mark === undefined) return undefined;
  const keys = await vault.dayKeys(mark.day, mark.day);
  const open = keys.find(({ generation }) => generation === mark.generation)?.open;
  return open && openMark(mark, { wearable: id, open });
}
