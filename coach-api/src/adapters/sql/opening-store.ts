import type { AccountedOpening, Grounds, NamedRecord } from '../../core/reconcile.js';
import type { OpeningStore, ReconciledDay } from '../../opening-port.js';
import type { Database, Queries } from './dialect.js';

const PAGE = 500;

export class SqlOpeningStore implements OpeningStore {
  readonly #db: Queries;

  constructor(database: Database) {
    this.#db = database.queries;
  }

  async add(openings: readonly AccountedOpening[]): Promise<void> {
    if (openings.length === 0) return;
    const rows = openings.map(({ grounds, ...opening }) => ({ ...opening, leaves: textOf(grounds) }));
    await this.#db.insertInto('openings').values(rows).execute();
  }

  async *between(from: number, until: number): AsyncGenerator<readonly AccountedOpening[]> {
    for (let place = 0; ; ) {
      const rows = await this.#db
        .selectFrom('openings')
        .selectAll()
        .where('time', '>=', from)
        .where('time', '<', until)
        .where('id', '>', place)
        .orderBy('id')
        .limit(PAGE)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) return;
      place = last.id;
      yield rows.map(({ time, leaves, releases, keys }) => ({
        ...{ time, releases, keys },
        grounds: groundsOf(leaves),
      }));
    }
  }

  async named(leaves: readonly string[]): Promise<ReadonlyMap<string, NamedRecord>> {
    const named = new Map<string, NamedRecord>();
    for (let i = 0; i < leaves.length; i += PAGE) await this.#name(leaves.slice(i, i + PAGE), named);
    return named;
  }

  async #name(leaves: readonly string[], named: Map<string, NamedRecord>): Promise<void> {
    // In this order: a demand that is executed between the two looks is in the second.
    for (const table of ['demanded_erasures', 'erasures'] as const) {
      const erasures = await this.#db.selectFrom(table).select('leaf').where('leaf', 'in', leaves).execute();
      for (const { leaf } of erasures) named.set(leaf, { kind: 'erasure' });
    }
    const reads = await this.#db
      .selectFrom('reads')
      .innerJoin('letters', 'letters.leaf', 'reads.leaf')
      .select(['reads.leaf', 'reads.time', 'letters.anchored_index'])
      .where('reads.leaf', 'in', leaves)
      .execute();
    for (const { leaf, time, anchored_index: index } of reads) {
      named.set(leaf, { kind: 'read', time, index: index ?? undefined });
    }
  }

  async countReads(from: number, until: number): Promise<number> {
    const { count } = await this.#db
      .selectFrom('reads')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('time', '>=', from)
      .where('time', '<', until)
      .executeTakeFirstOrThrow();
    return count;
  }

  async addDay(day: ReconciledDay): Promise<void> {
    await this.#db
      .insertInto('reconciled_days')
      .values(day)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  day(day: string): Promise<ReconciledDay | undefined> {
    return this.#db.selectFrom('reconciled_days').selectAll().where('day', '=', day).executeTakeFirst();
  }

  latestDays(limit: number): Promise<readonly ReconciledDay[]> {
    return this.#db.selectFrom('reconciled_days').selectAll().orderBy('day', 'desc').limit(limit).execute();
  }
}

const RESEAL = 'reseal';
const textOf = (grounds: Grounds): string => (grounds === RESEAL ? RESEAL : grounds.join());

function groundsOf(text: string): Grounds {
  if (text === RESEAL) return RESEAL;
  return text === '' ? [] : text.split(',');
}
