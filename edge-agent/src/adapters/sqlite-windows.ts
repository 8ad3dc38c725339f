import { GRANULARITIES, type Granularity } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import type { SealedWindow, SealedWindows, TouchedDay } from '../ports.js';

/* Which windows are sealed, and which days were touched since: statements that stand in the transactions of others. */

interface WindowRow {
  granularity: Granularity;
  start: number;
  until: number;
  revision: number;
  generation: number | null;
  size: number;
  digest: Uint8Array | null;
}

/** No window of a civil day is longer, in any zone: a search by start need not go further back. */
const LONGEST = 97_200;

export function readSealedWindows(db: Database.Database, from: number, until: number): readonly SealedWindow[] {
  // One row a granularity may reach from 0 on: what a vault of version 3 had sealed.
  const select = db.prepare<[string, number, number, number], WindowRow>(
    `SELECT granularity, start, until, revision, generation, size, digest FROM sealed_window
     WHERE granularity = ? AND (start = 0 OR start >= ?) AND start < ? AND until > ? ORDER BY start`,
  );
  return GRANULARITIES.flatMap((granularity) => select.all(granularity, from - LONGEST, until, from)).map(
    ({ generation, digest, ...row }) => ({
      ...row,
      generation: generation ?? undefined,
      digest: digest ?? undefined,
    }),
  );
}

export const hasSealedWindows = (db: Database.Database): boolean =>
  db.prepare('SELECT 1 FROM sealed_window LIMIT 1').get() !== undefined;

export const readTouchedDays = (db: Database.Database): readonly TouchedDay[] =>
  db
    .prepare<[], Omit<TouchedDay, 'waiting'> & { waiting: number }>(
      'SELECT day, since AS "from", until, chunk, waiting FROM touched_day ORDER BY day',
    )
    .all()
    .map((row) => ({ ...row, waiting: row.waiting === 1 }));

/** Part of the transaction that stores what was measured. */
export function touchDay(db: Database.Database, { waiting, ...touched }: TouchedDay): void {
  db.prepare(
    `INSERT INTO touched_day VALUES (@day, @from, @until, @chunk, @waiting) ON CONFLICT (day) DO UPDATE
     SET since = min(since, excluded.since), until = max(until, excluded.until), chunk = max(chunk, excluded.chunk),
         waiting = max(waiting, excluded.waiting)`,
  ).run({ ...touched, waiting: Number(waiting) });
}

/** Part of the transaction that puts envelopes into the outbox. */
export function writeWindows(
  db: Database.Database,
  { windows = [], settled = [], unsettled = [] }: Pick<SealedWindows, 'windows' | 'settled' | 'unsettled'>,
): void {
  const write = db.prepare('INSERT OR REPLACE INTO sealed_window VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const { granularity, start, until, revision, generation, size, digest } of windows) {
    write.run(granularity, start, until, revision, generation ?? null, size, digest ?? null);
  }
  const settle = db.prepare('DELETE FROM touched_day WHERE day = ? AND chunk = ?');
  for (const { day, chunk } of settled) settle.run(day, chunk);
  for (const each of unsettled) touchDay(db, each);
}
