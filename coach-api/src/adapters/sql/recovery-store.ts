import { equalBytes, leafOf, type RecoveryKind } from '@fit4work/protocol';
import { sql } from 'kysely';
import type { RecoveredEnvelope, RecoveredRow, RecoveryAsked, RecoveryStore } from '../../recovery-port.js';
import type { Database, Queries } from './dialect.js';

/** Rows that are read at once: of 64 KiB at the most each. */
const PAGE = 32;

const LETTERS = { reads: 'read', programmes: 'programme', messages: 'message', certificates: 'erasure' } as const;
const TABLES = {
  consents: 'consents',
  releases: 'releases',
  keys: 'kept_keys',
  erasures: 'erasures',
  retirements: 'retirements',
} as const;

type LettersOf = keyof typeof LETTERS;
const isLetters = (kind: string): kind is LettersOf => kind in LETTERS;

/** What is stored of one person, page by page. */
export class SqlRecoveryStore implements RecoveryStore {
  readonly #db: Queries;

  constructor(database: Database) {
    this.#db = database.queries;
  }

  async envelopes({ pseudonym, after }: RecoveryAsked): Promise<readonly RecoveredEnvelope[]> {
    const rows = await this.#db
      .selectFrom('envelopes')
      .select(['id', 'agent', 'sequence', 'leaf', 'bytes', 'erased'])
      .where('pseudonym', '=', pseudonym)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    return rows.map(({ id: position, agent, sequence, leaf, bytes, erased }) => ({
      ...{ position, agent, sequence, leaf },
      bytes: erased === null ? bytes : null,
      damaged: erased === null && !equalBytes(leafOf(bytes), leaf),
    }));
  }

  records(kind: Exclude<RecoveryKind, 'envelopes'>, asked: RecoveryAsked): Promise<readonly RecoveredRow[]> {
    return isLetters(kind) ? this.#letters(LETTERS[kind], asked) : this.#records(TABLES[kind], asked);
  }

  async #records(
    table: (typeof TABLES)[keyof typeof TABLES],
    { pseudonym, after }: RecoveryAsked,
  ): Promise<readonly RecoveredRow[]> {
    const rows = await this.#db
      .selectFrom(table)
      .select(['id', 'leaf', 'bytes'])
      .where('pseudonym', '=', pseudonym)
      .where('id', '>', after)
      // Of a release that was narrowed, what its agent signed is gone.
      .$if(table === 'releases', (query) => query.where(sql<boolean>`narrowed IS NULL`))
      .orderBy('id')
      .limit(PAGE)
      .execute();
    return rows.map(({ id: position, leaf, bytes }) => ({ position, leaf, bytes, sealedTo: undefined }));
  }

  async #letters(kind: string, { pseudonym, after }: RecoveryAsked): Promise<readonly RecoveredRow[]> {
    const rows = await this.#db
      .selectFrom('letters')
      .select(['id', 'leaf', 'for_person', 'for_coach'])
      .where('pseudonym', '=', pseudonym)
      .where('kind', '=', kind)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    return rows.flatMap(({ id: position, leaf, for_person: down, for_coach: own }): RecoveredRow[] => {
      if (down !== null) return [{ position, leaf, bytes: down, sealedTo: 'person' }];
      return own === null ? [] : [{ position, leaf, bytes: own, sealedTo: 'coach-api' }];
    });
  }
}
