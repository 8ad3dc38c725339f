import { CompiledQuery, sql } from 'kysely';
import type { PlannedEnvelope } from '../../core/messages.js';
import type { Dialect } from '../sql/dialect.js';

/**
 * One connection, whose transactions follow one another and have the only lock for writing from their first statement:
 * nothing more is to be locked. `secure_delete` overwrites what a row gives up.
 */
export const SQLITE: Dialect = {
  lock: async () => {},
  makeRoom: async () => {},
  emptied: async () => {},

  async insertEnvelopes(tx, envelopes) {
    for (const envelope of envelopes) await tx.executeQuery(insertOf(envelope));
  },

  async eraseEnvelopes(tx, { pseudonym, leaf, erasure }) {
    const rows = await tx
      .updateTable('envelopes')
      .set({ erased: leaf, granularity: '', window_start: 0, bytes: NOTHING })
      .where('pseudonym', '=', pseudonym)
      .where('granularity', 'in', ['raw', 'hour', 'day'])
      .where('window_start', '>=', erasure.start)
      .where('window_start', '<', erasure.end)
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
  async foldBack(db) {
    await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db);
  },
};

const NOTHING = new Uint8Array(0);

const INSERT_ENVELOPE = `INSERT INTO envelopes (pseudonym, agent, sequence, leaf, granularity, window_start, bytes, erased)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Written out, and one row a statement: most of what is ever stored is envelopes, and one text is prepared once. */
function insertOf({ pseudonym, envelope, bytes, erased }: PlannedEnvelope): CompiledQuery {
  const { agent, sequence, leaf, granularity, windowStart } = envelope;
  const content = erased === null ? [granularity, windowStart, bytes, null] : ['', 0, NOTHING, erased];
  return CompiledQuery.raw(INSERT_ENVELOPE, [pseudonym, agent, sequence, leaf, ...content]);
}
