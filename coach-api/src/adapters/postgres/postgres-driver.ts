import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import pg from 'pg';
import { CoachError } from '../../error.js';

/*
 * Kysely's own driver keeps the errors of pg: here whoever uses a server that went away hears that the store is not there for
 * now. pg does not hand out a broken connection again, so the service goes on when the server is back.
 */

/** For each new connection: what a receipt promises does not hang on how a server was set up, and nothing waits for ever. */
export const SESSION = `SET synchronous_commit = on; SET statement_timeout = '30s'; SET lock_timeout = '10s';
  SET idle_in_transaction_session_timeout = '30s'; SET client_min_messages = warning`;

/** Classes of SQLSTATE in which a server ends a connection, is full, or gives up waiting. */
const AWAY = /^(08|53|57|58)|^(25P03|55P03)$/;

/** Whether the server answered, and said no. */
const isRefusal = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code !== undefined && !AWAY.test(error.code);

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (isRefusal(cause)) throw cause;
    const message = 'The database does not answer: see that it runs, and try again.';
    throw new CoachError('store-unavailable', message, { cause });
  }
}

class Connection implements DatabaseConnection {
  constructor(readonly client: pg.PoolClient) {}

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows } = await told(this.client.query(sql, [...parameters]));
    return { rows };
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new CoachError('store-unavailable', 'Rows are not streamed: ask for them page by page.');
  }
}

class PoolDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #session: string;
  readonly #begun = new WeakSet<pg.PoolClient>();

  constructor(pool: pg.Pool, session: string) {
    this.#pool = pool;
    this.#session = session;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    const client = await told(this.#pool.connect());
    if (!this.#begun.has(client)) await this.#begin(client);
    return new Connection(client);
  }

  async #begin(client: pg.PoolClient): Promise<void> {
    try {
      await told(client.query(this.#session));
      this.#begun.add(client);
    } catch (cause) {
      client.release(true);
      throw cause;
    }
  }

  async beginTransaction(connection: Connection, { isolationLevel }: TransactionSettings): Promise<void> {
    const level = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`;
    await connection.executeQuery(CompiledQuery.raw(`begin${level}`));
  }

  async commitTransaction(connection: Connection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: Connection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(connection: Connection): Promise<void> {
    connection.client.release();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

export class PoolDialect extends PostgresDialect {
  readonly #pool: pg.Pool;
  readonly #session: string;

  /** @param session statements that each new connection begins with */
  constructor(pool: pg.Pool, session = SESSION) {
    super({ pool });
    this.#pool = pool;
    this.#session = session;
  }

  override createDriver(): Driver {
    return new PoolDriver(this.#pool, this.#session);
  }
}
