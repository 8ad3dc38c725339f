import { sql } from 'kysely';
import type { EnvelopeCounts } from '../../ports.js';
import type { Queries } from './dialect.js';

/**
 * How much is stored of people, without a look at each envelope: sequences have no gaps, so the last of an agent is how many it
 * sent; what is erased, and what is not in the log yet, is little and has an index.
 */
export async function countEnvelopes(
  db: Queries,
  pseudonyms: readonly string[],
): Promise<ReadonlyMap<string, EnvelopeCounts>> {
  if (pseudonyms.length === 0) return new Map();
  const [sent, erased, waiting] = [
    await lastSequences(db, pseudonyms),
    await erasedEnvelopes(db, pseudonyms),
    await waitingEnvelopes(db),
  ];
  return new Map(
    pseudonyms.map((pseudonym) => {
      const stored = (sent.get(pseudonym) ?? 0) - (erased.get(pseudonym) ?? 0);
      return [pseudonym, { stored, anchored: stored - (waiting.get(pseudonym) ?? 0) }];
    }),
  );
}

interface Counted {
  readonly pseudonym: string;
  readonly count: number | null;
}

function summed(rows: readonly Counted[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { pseudonym, count } of rows) sums.set(pseudonym, (sums.get(pseudonym) ?? 0) + (count ?? 0));
  return sums;
}

const lastSequences = async (db: Queries, pseudonyms: readonly string[]): Promise<ReadonlyMap<string, number>> =>
  summed(
    await db
      .selectFrom('agents')
      .select('pseudonym')
      .select(
        sql<number | null>`(SELECT max(sequence) FROM envelopes
          WHERE envelopes.pseudonym = agents.pseudonym AND envelopes.agent = agents.agent)`.as('count'),
      )
      .where('pseudonym', 'in', pseudonyms)
      .execute(),
  );

/** With its bytes the granularity of an envelope goes: these stand together in the index of windows. */
const erasedEnvelopes = async (db: Queries, pseudonyms: readonly string[]): Promise<ReadonlyMap<string, number>> =>
  summed(
    await db
      .selectFrom('envelopes')
      .select(({ fn }) => ['pseudonym', fn.countAll<number>().as('count')])
      .where('pseudonym', 'in', pseudonyms)
      .where('granularity', '=', '')
      .groupBy('pseudonym')
      .execute(),
  );

/**
 * Everybody's: by person they are in no index, and to look for them there would be to look at every envelope. The bound on the
 * id has SQLite take the index of these, rather than the one in whose order they are grouped.
 */
const waitingEnvelopes = async (db: Queries): Promise<ReadonlyMap<string, number>> =>
  summed(
    await db
      .selectFrom('envelopes')
      .select(({ fn }) => ['pseudonym', fn.countAll<number>().as('count')])
      .where('anchored_index', 'is', null)
      .where('erased', 'is', null)
      .where('id', '>', 0)
      .groupBy('pseudonym')
      .execute(),
  );
