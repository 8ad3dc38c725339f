import type Sqlite from 'better-sqlite3';
import { CompiledQuery, sql } from 'kysely';
import type { PlannedEnvelope } from '../../core/messages.js';
import type { Dialect, Queries } from '../sql/dialect.js';
import { readersLeft } from '../sql/readers-left.js';

/** For how long a statement stops the thread for another process that has the lock; how long it waits else, `immediate-transactions.ts` says. */
export const BUSY_MS = 5;

/**
 * One connection, whose transactions follow one another and have the only lock for writing from their first statement:
 * nothing more is to be locked. `secure_delete` overwrites what a row gives up.
 */
export const sqliteDialect = (file: Sqlite.Database): Dialect => ({
  lock: async () => {},
  makeRoom: async () => {},
  emptied: async () => {},

  async insertEnvelopes(tx, envelopes) {
    for (const envelope of envelopes) await tx.executeQuery(insertOf(envelope));
  },

  async emptyEnvelopes(tx, { pseudonym, granularities, start, end, mark }) {
    const rows = await tx
      .updateTable('envelopes')
      .set({ erased: mark, granularity: '', window_start: 0, bytes: NOTHING })
      .where('pseudonym', '=', pseudonym)
      .where('granularity', 'in', granularities)
      .where('window_start', '>=', start)
      .where('window_start', '<', end)
      .returning('leaf')
      .execute();
    return rows.map((row) => row.leaf);
  },

  async markAnchored(db, found) {
    const pairs = JSON.stringify(found.map(({ id, index }) => [id, index]));
    await sql`UPDATE envelopes SET anchored_index = found.place
      FROM (SELECT value ->> 0 AS id, value ->> 1 AS place FROM json_each(${pairs})) AS found
      WHERE envelopes.id = found.id`.execute(db);
  },

  /** Until the write-ahead log is folded back, it still holds what was destroyed. */
  foldBack: (db, looks) => readersLeft(() => isFoldedBack(db, file), looks),
});

/**
 * Whoever reads what was there before, as a copy that is made does, keeps the log from being emptied. Waiting for them in the
 * statement would stop everything else in this process. The connection is taken, so that no transaction is under way on it.
 */
const isFoldedBack = (db: Queries, file: Sqlite.Database): Promise<boolean> =>
  db.connection().execute(async () => {
    file.pragma('busy_timeout = 0');
    try {
      return file.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
    } finally {
      file.pragma(`busy_timeout = ${BUSY_MS}`);
    }
  });

const NOTHING = new Uint8Array(0);

const INSERT_ENVELOPE = `INSERT INTO envelopes (pseudonym, agent, sequence, leaf, granularity, window_start, bytes, erased)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Written out, and one row a statement: most of what is ever stored is envelopes, and one text is prepared once. */
function insertOf({ pseudonym, envelope, bytes, erased }: PlannedEnvelope): CompiledQuery {
  const { agent, sequence, leaf, granularity, windowStart } = envelope;
  const content = erased === null ? [granularity, windowStart, bytes, null] : ['', 0, NOTHING, erased];
  return CompiledQuery.raw(INSERT_ENVELOPE, [pseudonym, agent, sequence, leaf, ...content]);
}
