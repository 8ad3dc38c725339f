import type Database from 'better-sqlite3';
import { CONDITIONS, type Finding, INCIDENTS } from '../core/findings.js';
import type { FindingChange, FindingStore } from '../ports.js';

interface FindingRow {
  code: string;
  first: number;
  since: number;
  last: number;
  ended: number | null;
  count: number;
}

/** Findings in SQLite, a row for each code. Two processes may write at once: counts are added, never set. */
export class SqliteFindings implements FindingStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  async findings(): Promise<readonly Finding[]> {
    const rows = this.#db.prepare<[], FindingRow>('SELECT * FROM finding ORDER BY first, code').all();
    return rows.flatMap(({ code, ended, ...row }): readonly Finding[] => {
      const known = [...CONDITIONS, ...INCIDENTS].find((each) => each === code);
      return known === undefined ? [] : [{ ...row, code: known, ended: ended ?? undefined }];
    });
  }

  async addFinding({ ended, ...change }: FindingChange): Promise<void> {
    this.#db
      .prepare(
        `INSERT INTO finding (code, first, since, last, ended, count) VALUES (@code, @first, @since, @last, @ended, @count)
         ON CONFLICT (code) DO UPDATE SET
           since = excluded.since, last = excluded.last, ended = excluded.ended, count = count + excluded.count`,
      )
      .run({ ...change, ended: ended ?? null });
  }
}
