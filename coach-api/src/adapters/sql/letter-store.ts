import { sql } from 'kysely';
import type { LetterKind, LetterStore, LettersAsked, NewLetter, StoredLetter } from '../../letter-port.js';
import { type Database, type Queries, type Tx, transact } from './dialect.js';
import { within } from './within.js';

export class SqlLetterStore implements LetterStore {
  readonly #database: Database;
  readonly #db: Queries;
  readonly #district: string;

  /** @param district of whose people alone anything is told that is asked of everybody; empty for everybody */
  constructor(database: Database, district = '') {
    this.#database = database;
    this.#db = database.queries;
    this.#district = district;
  }

  async add(letter: NewLetter): Promise<void> {
    await transact(this.#database, [letter.pseudonym], (tx) => insertLetter(tx, letter));
  }

  async between({ pseudonym, coach, kind, limit }: LettersAsked): Promise<readonly StoredLetter[]> {
    const rows = await this.#db
      .selectFrom('letters')
      .select(['leaf', 'for_coach', 'told', 'acknowledged', 'anchored_index'])
      .select(sql<number>`CASE WHEN for_person IS NULL THEN 1 ELSE 0 END`.as('from_person'))
      .where('pseudonym', '=', pseudonym)
      .where('kind', '=', kind)
      .where('coach', '=', coach)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.reverse().flatMap((row) =>
      row.for_coach === null
        ? []
        : [
            {
              leaf: row.leaf,
              forCoach: row.for_coach,
              fromPerson: row.from_person === 1,
              told: row.told !== null,
              acknowledged: row.acknowledged === 1,
              index: row.anchored_index,
            },
          ],
    );
  }

  async waitedFor(): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('letters')
      .select('pseudonym')
      .distinct()
      .where(within(this.#district))
      .where('for_person', 'is not', null)
      .where('told', 'is', null)
      .execute();
    return rows.map(({ pseudonym }) => pseudonym);
  }

  async waiting(
    pseudonym: string,
    limit: number,
  ): Promise<readonly { leaf: string; kind: LetterKind; sealed: Uint8Array }[]> {
    const rows = await this.#db
      .selectFrom('letters')
      .select(['leaf', 'kind', 'for_person'])
      .where('pseudonym', '=', pseudonym)
      .where('for_person', 'is not', null)
      .where('told', 'is', null)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.flatMap(({ leaf, kind, for_person: sealed }) =>
      sealed === null ? [] : [{ leaf, kind: kindOf(kind), sealed }],
    );
  }

  async markTold(leaf: string, now: number): Promise<void> {
    await this.#db.updateTable('letters').set({ told: now }).where('leaf', '=', leaf).execute();
  }

  async settle(pseudonym: string, now: number): Promise<void> {
    await this.#db
      .updateTable('letters')
      .set({ settled: now })
      .where('pseudonym', '=', pseudonym)
      .where('told', 'is not', null)
      .where('settled', 'is', null)
      .execute();
  }

  async tellAgain(
    pseudonym: string,
    { before, since }: { readonly before: number; readonly since: number },
  ): Promise<void> {
    await this.#db
      .updateTable('letters')
      .set({ told: null, settled: null })
      .where('pseudonym', '=', pseudonym)
      .where('told', '<=', before)
      .where('acknowledged', '=', 0)
      .where((is) => is.or([is('settled', 'is', null), is('settled', '>=', since)]))
      .execute();
  }

  async hasSpoken(pseudonym: string): Promise<boolean> {
    for (const table of ['envelopes', 'consents'] as const) {
      const query = this.#db.selectFrom(table).select('id').where('pseudonym', '=', pseudonym).limit(1);
      if ((await query.executeTakeFirst()) !== undefined) return true;
    }
    return false;
  }

  async unproven(limit: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('letters')
      .select('leaf')
      .where('for_person', 'is not', null)
      .where('anchored_index', 'is', null)
      .where(within(this.#district))
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ leaf }) => leaf);
  }

  async markProven(leaf: string, index: number): Promise<void> {
    await this.#db.updateTable('letters').set({ anchored_index: index }).where('leaf', '=', leaf).execute();
  }

  async timesOfErasures(): Promise<readonly number[]> {
    // Written out, since an index of some rows is only taken where it is seen that these are asked for.
    const rows = await this.#db.selectFrom('letters').select('time').where(sql<boolean>`kind = 'erasure'`).execute();
    return rows.map(({ time }) => time);
  }
}

const KINDS: readonly LetterKind[] = ['read', 'programme', 'message', 'erasure'];
const kindOf = (name: string): LetterKind => KINDS.find((kind) => kind === name) ?? 'message';

export async function insertLetter(tx: Tx, letter: NewLetter): Promise<void> {
  const { leaf, pseudonym, kind, coach, time, forPerson, forCoach } = letter;
  const row = { leaf, pseudonym, kind, coach, time, for_person: forPerson, for_coach: forCoach };
  const state = { told: null, settled: null, acknowledged: 0, anchored_index: null };
  await tx
    .insertInto('letters')
    .values({ ...row, ...state })
    .execute();
}
