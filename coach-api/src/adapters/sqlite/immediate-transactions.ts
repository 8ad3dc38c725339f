import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import type { KeptStatements } from './statements.js';
import { toldConnection } from './told-connection.js';

/*
 * A transaction that reads before it writes cannot go on when another process wrote in between; one that has the lock from
 * its first statement waits for the other instead. Migrations are such transactions too, so that two processes may start at
 * the same time and none leaves half of one behind.
 */

/** For how long a statement waits for another process that has the lock, and between two looks. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 50;

const isBusy = (error: unknown): boolean => error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');

class ImmediateDriver extends SqliteDriver {
  readonly #file: KeptStatements;

  constructor(file: KeptStatements) {
    super({ database: file });
    this.#file = file;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    return toldConnection({
      executeQuery: (...query) => this.#patiently(() => connection.executeQuery(...query)),
      streamQuery: (...query) => connection.streamQuery(...query),
    });
  }

  /**
   * Another process has the lock for writing. Waiting for it in the statement would stop everything else in this process; the
   * connection goes to whoever only reads meanwhile. Within a transaction, which has the lock, nothing is waited for.
   */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let waited = 0; ; waited += PAUSE_MS) {
      try {
        return await work();
      } catch (error) {
        if (this.#file.inTransaction || !isBusy(error) || waited >= PATIENCE_MS) throw error;
      }
      await super.releaseConnection();
      await pause(PAUSE_MS);
      await super.acquireConnection();
    }
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** Where a disk is full SQLite may have done so itself, and would refuse to do it again. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#file.inTransaction) await super.rollbackTransaction(connection);
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class ImmediateDialect extends SqliteDialect {
  readonly #file: KeptStatements;

  constructor(file: KeptStatements) {
    super({ database: file });
    this.#file = file;
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#file);
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}
