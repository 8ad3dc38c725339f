import { leafOf, toHex } from '@fit4work/protocol';
import type { Resealed, SealedLetter, SealedRelease, SealedStore } from '../../resealing-port.js';
import { type Database, transact } from './dialect.js';
import { within } from './within.js';

export class SqlSealedStore implements SealedStore {
  readonly #database: Database;
  readonly #district: string;

  /** @param district whose people's releases and letters are told; empty for everybody's */
  constructor(database: Database, district = '') {
    this.#database = database;
    this.#district = district;
  }

  async releases(after: number, limit: number): Promise<readonly SealedRelease[]> {
    const rows = await this.#database.queries
      .selectFrom('releases')
      .select(['id', 'leaf', 'pseudonym', 'bytes', 'narrowed'])
      .where('id', '>', after)
      .where(within(this.#district))
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ narrowed, ...row }) => ({
      ...row,
      narrowed: narrowed !== null,
      sound: toHex(leafOf(row.bytes)) === (narrowed ?? row.leaf),
    }));
  }

  async letters(after: number, limit: number): Promise<readonly SealedLetter[]> {
    const rows = await this.#database.queries
      .selectFrom('letters')
      .select(['id', 'leaf', 'pseudonym', 'for_coach'])
      .where('id', '>', after)
      .where('for_coach', 'is not', null)
      .where(within(this.#district))
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.flatMap(({ for_coach: bytes, ...row }) => (bytes === null ? [] : [{ ...row, bytes }]));
  }

  replaceReleases(changes: readonly Resealed[]): Promise<number> {
    return transact(this.#database, personsOf(changes), async (tx) => {
      await this.#database.dialect.emptied(tx, 'releases');
      let replaced = 0;
      for (const { leaf, before, after: bytes } of changes) {
        const rows = await tx
          .updateTable('releases')
          .set({ bytes, narrowed: toHex(leafOf(bytes)) })
          .where('leaf', '=', leaf)
          .where('bytes', '=', before)
          .returning('leaf')
          .execute();
        replaced += rows.length;
      }
      return replaced;
    });
  }

  replaceLetters(changes: readonly Resealed[]): Promise<number> {
    return transact(this.#database, personsOf(changes), async (tx) => {
      await this.#database.dialect.emptied(tx, 'letters');
      let replaced = 0;
      for (const { leaf, before, after } of changes) {
        const rows = await tx
          .updateTable('letters')
          .set({ for_coach: after })
          .where('leaf', '=', leaf)
          .where('for_coach', '=', before)
          .returning('leaf')
          .execute();
        replaced += rows.length;
      }
      return replaced;
    });
  }

  foldBack(): Promise<void> {
    return this.#database.dialect.foldBack(this.#database.queries);
  }

  async enrolledBy(time: number): Promise<number> {
    const { people } = await this.#database.queries
      .selectFrom('persons')
      .select(({ fn }) => fn.countAll<number>().as('people'))
      .where('enrolled', '<=', time)
      .executeTakeFirstOrThrow();
    return Number(people);
  }
}

const personsOf = (changes: readonly Resealed[]): readonly string[] => [
  ...new Set(changes.map(({ pseudonym }) => pseudonym)),
];
