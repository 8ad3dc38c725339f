import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from 'kysely';

const MAX_KEPT = 64;

/**
 * A database whose statements are prepared once: Kysely prepares one for each query, which costs more than most of them. Safe
 * because each is stepped to its end in one call; a statement that is read row by row must not come from here.
 */
export class KeptStatements implements SqliteDatabase {
  readonly #file: Sqlite.Database;
  readonly #kept = new Map<string, Sqlite.Statement<unknown[]>>();

  constructor(file: Sqlite.Database) {
    this.#file = file;
  }

  get size(): number {
    return this.#kept.size;
  }

  get inTransaction(): boolean {
    return this.#file.inTransaction;
  }

  prepare(text: string): Sqlite.Statement<unknown[]> {
    const statement = this.#kept.get(text) ?? this.#file.prepare<unknown[]>(text);
    // The one used last stands last, so that the first is the one to go.
    this.#kept.delete(text);
    this.#kept.set(text, statement);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return statement;
  }

  close(): void {
    this.#kept.clear();
    this.#file.close();
  }
}
