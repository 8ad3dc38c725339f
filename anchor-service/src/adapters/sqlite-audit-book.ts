import Database from 'better-sqlite3';
import type { AuditBook, DayEnd } from '../audit/audit-port.js';
import type { DayFacts, Publication } from '../core/audit-day.js';
import { AnchorError } from '../error.js';

/** Counting days by other rules takes another number: then they are counted anew. */
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS published (size INTEGER PRIMARY KEY, time INTEGER, witnesses TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS newest (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, checkpoint BLOB NOT NULL) STRICT;
  DROP TABLE IF EXISTS days;
  CREATE TABLE days (day TEXT PRIMARY KEY, size INTEGER NOT NULL, facts TEXT NOT NULL) STRICT;
  CREATE INDEX days_by_size ON days (size);
  CREATE TABLE IF NOT EXISTS erasures (one INTEGER PRIMARY KEY CHECK (one = 1), signed BLOB NOT NULL) STRICT;
`;

interface PublicationRow {
  readonly size: number;
  readonly time: number | null;
  readonly witnesses: string;
}

interface DayRow {
  readonly facts: string;
}

/** Beside the others, whatever their version. */
const DAY_ENDS =
  'CREATE TABLE IF NOT EXISTS day_ends (day TEXT PRIMARY KEY, size INTEGER NOT NULL, checkpoint BLOB NOT NULL) STRICT';

/** The book in a SQLite file of its own: losing it loses times, and nothing of the log. */
export class SqliteAuditBook implements AuditBook {
  readonly #db: Database.Database;
  readonly #statements: ReturnType<typeof prepare>;

  /** @throws AnchorError `storage-failed` */
  constructor(file: string) {
    [this.#db, this.#statements] = orFailed(() => {
      const db = new Database(file, { timeout: 500 });
      db.pragma('journal_mode = WAL');
      // What a power cut takes is written down again: a publication when the anchor settles it, days when they are counted.
      db.pragma('synchronous = NORMAL');
      bringUp(db);
      db.exec(DAY_ENDS);
      return [db, prepare(db)];
    });
  }

  note({ size, time, witnesses }: Publication, checkpoint: Uint8Array, day?: string): void {
    const { addPublication, setNewest, setDayEnd } = this.#statements;
    this.#write(() => {
      if (day !== undefined) setDayEnd.run(day, size, checkpoint);
      addPublication.run(size, time, JSON.stringify(witnesses));
      setNewest.run(size, checkpoint);
    });
  }

  newest(): Uint8Array | undefined {
    return plain(this.#statements.newest.get()?.checkpoint);
  }

  publicationsAbove(size: number, most: number): Publication[] {
    const rows = this.#statements.publications.all(size, most);
    return rows.map((row) => ({ ...row, witnesses: JSON.parse(row.witnesses) }));
  }

  dayEnds(from: string, until: string): DayEnd[] {
    const rows = this.#statements.dayEnds.all(from, until);
    return rows.map(({ day, checkpoint }) => ({ day, checkpoint: new Uint8Array(checkpoint) }));
  }

  counted(): number {
    return this.#statements.counted.get()?.size ?? 0;
  }

  putDays(days: readonly DayFacts[]): void {
    this.#write(() => {
      for (const facts of days) this.#statements.setDay.run(facts.day, facts.size, JSON.stringify(facts));
    });
  }

  days(from: string, until: string): DayFacts[] {
    return this.#statements.days.all(from, until).map(({ facts }) => JSON.parse(facts));
  }

  lastDayBefore(day: string): DayFacts | undefined {
    const row = this.#statements.dayBefore.get(day);
    return row && JSON.parse(row.facts);
  }

  erasures(): Uint8Array | undefined {
    return plain(this.#statements.erasures.get()?.signed);
  }

  keepErasures(signed: Uint8Array): void {
    this.#write(() => this.#statements.setErasures.run(signed));
  }

  close(): void {
    this.#db.close();
  }

  #write(act: () => unknown): void {
    orFailed(() => this.#db.transaction(act).immediate());
  }
}

/** In one transaction: a crash in it means that the book is as it was. */
function bringUp(db: Database.Database): void {
  if (db.pragma('user_version', { simple: true }) === VERSION) return;
  const bring = db.transaction(() => {
    db.exec(SCHEMA);
    // Without a version there was a table that had no word for a time that nobody knows.
    const hadOthers = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'publications'").get() !== undefined;
    if (hadOthers) {
      db.exec('INSERT INTO published SELECT size, time, witnesses FROM publications; DROP TABLE publications');
    }
    db.pragma(`user_version = ${VERSION}`);
  });
  bring.immediate();
}

function prepare(db: Database.Database) {
  return {
    addPublication: db.prepare('INSERT OR IGNORE INTO published (size, time, witnesses) VALUES (?, ?, ?)'),
    publications: db.prepare<[number, number], PublicationRow>(
      'SELECT size, time, witnesses FROM published WHERE size > ? ORDER BY size LIMIT ?',
    ),
    setNewest: db.prepare(
      `INSERT INTO newest (one, size, checkpoint) VALUES (1, ?, ?)
       ON CONFLICT (one) DO UPDATE SET size = excluded.size, checkpoint = excluded.checkpoint WHERE excluded.size >= size`,
    ),
    setDayEnd: db.prepare(
      `INSERT INTO day_ends (day, size, checkpoint) VALUES (?, ?, ?)
       ON CONFLICT (day) DO UPDATE SET size = excluded.size, checkpoint = excluded.checkpoint WHERE excluded.size >= size`,
    ),
    dayEnds: db.prepare<[string, string], DayEnd>(
      'SELECT day, checkpoint FROM day_ends WHERE day >= ? AND day <= ? ORDER BY day',
    ),
    newest: db.prepare<[], { checkpoint: Uint8Array }>('SELECT checkpoint FROM newest'),
    counted: db.prepare<[], { size: number }>('SELECT size FROM days ORDER BY size DESC LIMIT 1'),
    setDay: db.prepare('INSERT OR REPLACE INTO days (day, size, facts) VALUES (?, ?, ?)'),
    days: db.prepare<[string, string], DayRow>('SELECT facts FROM days WHERE day >= ? AND day <= ? ORDER BY day'),
    dayBefore: db.prepare<[string], DayRow>('SELECT facts FROM days WHERE day < ? ORDER BY day DESC LIMIT 1'),
    erasures: db.prepare<[], { signed: Uint8Array }>('SELECT signed FROM erasures'),
    setErasures: db.prepare('INSERT OR REPLACE INTO erasures (one, signed) VALUES (1, ?)'),
  };
}

const plain = (bytes: Uint8Array | undefined): Uint8Array | undefined => bytes && new Uint8Array(bytes);

function orFailed<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new AnchorError('storage-failed', 'The book of publications did not take what happened: see to the disk.', {
      cause,
    });
  }
}
