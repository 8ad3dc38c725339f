import Database from 'better-sqlite3';
import type { AuditBook } from '../audit/audit-port.js';
import type { Publication } from '../core/audit-report.js';
import { AnchorError } from '../error.js';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS publications (size INTEGER PRIMARY KEY, time INTEGER NOT NULL, witnesses TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS publications_by_time ON publications (time);
`;

interface Row {
  readonly size: number;
  readonly time: number;
  readonly witnesses: string;
}

/** The book of publications in a SQLite file of its own: losing it loses times, and nothing of the log. */
export class SqliteAuditBook implements AuditBook {
  readonly #db: Database.Database;

  /** @throws AnchorError `storage-failed` */
  constructor(file: string) {
    this.#db = orFailed(() => {
      const db = new Database(file, { timeout: 500 });
      db.pragma('journal_mode = WAL');
      // A publication that a power cut takes is written down again when the anchor settles it.
      db.pragma('synchronous = NORMAL');
      db.exec(SCHEMA);
      return db;
    });
  }

  note({ size, time, witnesses }: Publication): void {
    const add = this.#db.prepare('INSERT OR IGNORE INTO publications (size, time, witnesses) VALUES (?, ?, ?)');
    orFailed(() => add.run(size, time, JSON.stringify(witnesses)));
  }

  publications(from: number, until: number): Publication[] {
    const rows = this.#db
      .prepare<[number, number], Row>(
        'SELECT size, time, witnesses FROM publications WHERE time >= ? AND time < ? ORDER BY size',
      )
      .all(from, until);
    return rows.map(({ size, time, witnesses }) => ({ size, time, witnesses: JSON.parse(witnesses) }));
  }

  close(): void {
    this.#db.close();
  }
}

function orFailed<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new AnchorError('storage-failed', 'The book of publications did not take what happened: see to the disk.', {
      cause,
    });
  }
}
