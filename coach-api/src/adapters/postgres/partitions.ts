import { sql } from 'kysely';
import type { Queries } from '../sql/dialect.js';
import { lockNames } from './advisory-lock.js';

/*
 * The bytes of envelopes, a table for each month of their windows: an erasure rewrites those of its days alone. What an agent
 * says of older or later months than these goes to two tables that are always there, so that none can have thousands made.
 */

const FIRST = '2020-01';
const LAST = '2049-12';

/** The month of an instant as `YYYY-MM`, in UTC. @param time Unix seconds */
const monthOf = (time: number): string => new Date(time * 1_000).toISOString().slice(0, 7);

/** First instant of the month that comes `later`. */
function startOf(month: string, later = 0): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return Date.UTC(year, number - 1 + later) / 1_000;
}

const [START, END] = [startOf(FIRST), startOf(LAST, 1)];

export class Partitions {
  /** Months that are made, as is the one after each. */
  readonly #made = new Set<string>();

  /** Makes what is missing for windows, and the month after each ahead of need. @param starts Unix seconds */
  async make(queries: Queries, starts: readonly number[]): Promise<void> {
    const within = starts.filter((start) => start >= START && start < END);
    const months = [...new Set(within.map(monthOf))].filter((month) => !this.#made.has(month));
    if (months.length === 0) return;
    const wanted = new Set(months.flatMap((month) => [month, monthOf(startOf(month, 1))]));
    await queries.transaction().execute(async (tx) => {
      await lockNames(tx, ['partitions']);
      for (const month of wanted) if (month <= LAST) await makeOne(tx, month);
    });
    for (const month of months) this.#made.add(month);
  }

  /** A partition was not where it was thought to be. */
  forget(): void {
    this.#made.clear();
  }
}

/**
 * Beside the others, and then put among them: that waits for nobody who reads or stores, as a backup does for hours, and nobody
 * waits for it. `CREATE TABLE … PARTITION OF` would stop everybody until such a reader is done.
 */
async function makeOne(queries: Queries, month: string): Promise<void> {
  const name = `envelope_bytes_${month.replace('-', '_')}`;
  const { rows } = await sql<{ found: string | null }>`SELECT to_regclass(${name})::text AS found`.execute(queries);
  if (rows[0]?.found !== null) return;
  const bounds = `FROM (${startOf(month)}) TO (${startOf(month, 1)})`;
  await sql.raw(`CREATE TABLE ${name} (LIKE envelope_bytes INCLUDING ALL)`).execute(queries);
  await sql.raw(`ALTER TABLE envelope_bytes ATTACH PARTITION ${name} FOR VALUES ${bounds}`).execute(queries);
}

/** Statements for what is always there. */
export const PARTITIONED = [
  `CREATE TABLE envelope_bytes (id bigint NOT NULL, window_start bigint NOT NULL, bytes bytea NOT NULL,
    PRIMARY KEY (window_start, id)) PARTITION BY RANGE (window_start)`,
  // Ciphertext does not get smaller.
  `ALTER TABLE envelope_bytes ALTER COLUMN bytes SET STORAGE EXTERNAL`,
  `CREATE TABLE envelope_bytes_before PARTITION OF envelope_bytes FOR VALUES FROM (MINVALUE) TO (${START})`,
  `CREATE TABLE envelope_bytes_after PARTITION OF envelope_bytes FOR VALUES FROM (${END}) TO (MAXVALUE)`,
];
