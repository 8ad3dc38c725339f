import { sql } from 'kysely';
import type { PlannedEnvelope } from '../../core/messages.js';
import type { Dialect, Emptying, Tx } from '../sql/dialect.js';
import { lockNames } from './advisory-lock.js';
import type { Partitions } from './partitions.js';
import { noteEmptied, rewriteEmptied } from './rewriting.js';

export const postgresDialect = (partitions: Partitions): Dialect => ({
  lock: lockNames,
  makeRoom: (db, envelopes) => partitions.make(db, startsOf(envelopes)),
  emptyEnvelopes,
  emptied: (tx, table) => noteEmptied(tx, table),
  foldBack: rewriteEmptied,

  async insertEnvelopes(tx, envelopes) {
    try {
      await insertEnvelopes(tx, envelopes);
    } catch (cause) {
      partitions.forget();
      throw cause;
    }
  },

  async markAnchored(db, found) {
    await sql`UPDATE envelope_places SET anchored_index = found.place
      FROM unnest(${found.map(({ id }) => id)}::bigint[], ${found.map(({ index }) => index)}::bigint[]) AS found (id, place)
      WHERE envelope_places.id = found.id`.execute(db);
  },
});

const startsOf = (envelopes: readonly PlannedEnvelope[]): readonly number[] =>
  envelopes.flatMap(({ envelope, erased }) => (erased === null ? [envelope.windowStart] : []));

/**
 * One statement for all: a place for each, and bytes where they are not erased. Positions go up in the order given. Leaves and bytes go as
 * one value each, since every element of an array of them would go as text, of twice the length (docs/performance.md).
 */
async function insertEnvelopes(tx: Tx, envelopes: readonly PlannedEnvelope[]): Promise<void> {
  const kept = envelopes.map(({ erased, envelope, bytes }) =>
    erased === null
      ? { granularity: envelope.granularity, start: envelope.windowStart, bytes }
      : { granularity: '', start: 0, bytes: NOTHING },
  );
  const ends = endsOf(kept.map(({ bytes }) => bytes.length));
  await sql`WITH given AS MATERIALIZED (
      SELECT nextval('envelope_places_id_seq') AS id, given.*
      FROM unnest(
        ${envelopes.map(({ pseudonym }) => pseudonym)}::text[],
        ${envelopes.map(({ envelope }) => envelope.agent)}::bigint[],
        ${envelopes.map(({ envelope }) => envelope.sequence)}::bigint[],
        ${kept.map(({ granularity }) => granularity)}::text[],
        ${kept.map(({ start }) => start)}::bigint[],
        ${kept.map(({ bytes }) => bytes.length)}::int[],
        ${ends}::int[],
        ${envelopes.map(({ erased }) => erased)}::text[]
      ) WITH ORDINALITY AS given (pseudonym, agent, sequence, granularity, window_start, length, ends, erased, place)
      ORDER BY place
    ), placed AS (
      INSERT INTO envelope_places (id, pseudonym, agent, sequence, leaf, granularity, window_start, erased) OVERRIDING SYSTEM VALUE
      SELECT id, pseudonym, agent, sequence,
        substring(${Buffer.concat(envelopes.map(({ envelope }) => envelope.leaf))}::bytea FROM (place::int - 1) * 32 + 1 FOR 32),
        granularity, window_start, erased FROM given
    )
    INSERT INTO envelope_bytes (id, window_start, bytes)
    SELECT id, window_start, substring(${Buffer.concat(kept.map(({ bytes }) => bytes))}::bytea FROM ends - length + 1 FOR length)
    FROM given WHERE erased IS NULL`.execute(tx);
}

const NOTHING = new Uint8Array(0);

/** Where each ends, of things of these lengths that lie one behind the other. */
function endsOf(lengths: readonly number[]): readonly number[] {
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return end;
  });
}

/** The window stands twice, so that the months of other days are not looked at. */
async function emptyEnvelopes(tx: Tx, emptying: Emptying): Promise<readonly Uint8Array[]> {
  const { pseudonym, granularities, start, end, mark } = emptying;
  const { rows } = await sql<{ leaf: Uint8Array }>`WITH gone AS (
      SELECT id, leaf, window_start FROM envelope_places
      WHERE pseudonym = ${pseudonym} AND granularity = ANY(${granularities}::text[]) AND window_start >= ${start} AND window_start < ${end}
    ), emptied_bytes AS (
      DELETE FROM envelope_bytes AS bytes USING gone
      WHERE bytes.window_start = gone.window_start AND bytes.id = gone.id AND bytes.window_start >= ${start} AND bytes.window_start < ${end}
      RETURNING bytes.tableoid::regclass::text AS relation
    ), noted AS (
      INSERT INTO emptied (relation) SELECT DISTINCT relation FROM emptied_bytes
    ), marked AS (
      UPDATE envelope_places AS place SET erased = ${mark}, granularity = '', window_start = 0 FROM gone WHERE place.id = gone.id
    )
    SELECT leaf FROM gone`.execute(tx);
  if (rows.length > 0) await noteEmptied(tx, 'envelope_places');
  return rows.map((row) => row.leaf);
}
