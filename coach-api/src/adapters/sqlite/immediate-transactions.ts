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

class ImmediateDriver extends SqliteDriver {
  readonly #file: KeptStatements;

  constructor(file: KeptStatements) {
    super({ database: file });
    this.#file = file;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return toldConnection(await super.acquireConnection());
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
