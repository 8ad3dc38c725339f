import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type Block, encodeBlock, parseBlock, TreeEdge } from '@fit4work/protocol';
import pg from 'pg';
import { AnchorError } from '../error.js';
import type { SignedHead } from '../ports.js';
import { superseded } from '../standby/lead.js';
import type { SharedBatch, SharedLog } from '../standby/ports.js';

const SETTING = 'FIT4WORK_ANCHOR_DATABASE_URL';
const HASH_BYTES = 32;
const VERSION = 1;
/** Of all that takes advisory locks in a database, what two anchors take that start at once. */
const MIGRATING = 0x66_34_77_61;

const POOL = { max: 4, connectionTimeoutMillis: 3_000, idleTimeoutMillis: 30_000, keepAlive: true } as const;
/** For work, and for the lease, which is asked for again each second. */
const PATIENCE_MS = { work: 10_000, lease: 1_000 };

/** For each new connection: what is acknowledged does not hang on how a server was set up, and nothing waits for ever. */
const SESSION =
  '-c synchronous_commit=on -c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=5s';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS anchor_version (one int PRIMARY KEY CHECK (one = 1), version int NOT NULL);
  INSERT INTO anchor_version VALUES (1, ${VERSION}) ON CONFLICT DO NOTHING;
  CREATE TABLE IF NOT EXISTS anchor_batches (height bigint PRIMARY KEY, block bytea NOT NULL, entries bytea NOT NULL
    CHECK (length(entries) >= ${HASH_BYTES} AND length(entries) % ${HASH_BYTES} = 0));
  ALTER TABLE anchor_batches ALTER COLUMN entries SET STORAGE EXTERNAL;
  CREATE TABLE IF NOT EXISTS anchor_signed (one int PRIMARY KEY CHECK (one = 1), size bigint NOT NULL, hashes bytea NOT NULL,
    note bytea NOT NULL);
  CREATE TABLE IF NOT EXISTS anchor_lease (one int PRIMARY KEY CHECK (one = 1), epoch bigint NOT NULL, holder text NOT NULL,
    until timestamptz NOT NULL);
  INSERT INTO anchor_lease VALUES (1, 0, '', '-infinity') ON CONFLICT DO NOTHING;
`;

/*
 * The fence. Its row is locked to the end of the statement, which is a transaction of its own: a claim waits for a write that
 * is under way, and a write that comes after a claim finds no row. No transaction stays open while a process may be paused.
 * The holder beside the epoch: a server that lost what it had confirmed may give an epoch a second time.
 */
const FENCE = 'WITH fence AS (SELECT 1 FROM anchor_lease WHERE epoch = $1 AND holder = $2 FOR SHARE)';

/** No gap: one whose copy has more than the database goes on from nowhere. */
const APPEND = `${FENCE}, put AS (
    INSERT INTO anchor_batches (height, block, entries) SELECT $3, $4, $5 FROM fence
    WHERE $3 = (SELECT coalesce(max(height) + 1, 0) FROM anchor_batches) RETURNING 1)
  SELECT (SELECT count(*) FROM fence) AS held, (SELECT count(*) FROM put) AS put`;

const SAVE_SIGNED = `${FENCE}, put AS (
    INSERT INTO anchor_signed (one, size, hashes, note) SELECT 1, $3, $4, $5 FROM fence
    ON CONFLICT (one) DO UPDATE SET size = excluded.size, hashes = excluded.hashes, note = excluded.note
      WHERE excluded.size > anchor_signed.size)
  SELECT count(*) AS held, 1 AS put FROM fence`;

const UNTIL = `clock_timestamp() + $1 * interval '1 millisecond'`;

interface BatchRow {
  readonly block: Uint8Array;
  readonly entries: Uint8Array;
}

interface SignedRow {
  readonly size: string;
  readonly hashes: Uint8Array;
  readonly note: Uint8Array;
}

/** The shared log in a PostgreSQL database. */
export class PostgresSharedLog implements SharedLog {
  readonly #work: pg.Pool;
  /** Apart, so that renewing never waits for work. */
  readonly #lease: pg.Pool;
  /** In containers machines may share a name, and each process be the first: the last part is this one's alone. */
  readonly #holder = `${hostname()} ${randomBytes(8).toString('hex')}`;

  private constructor(url: string) {
    [this.#work, this.#lease] = [openPool(url, PATIENCE_MS.work), openPool(url, PATIENCE_MS.lease)];
  }

  /**
   * Opens the database and makes what is not there.
   * @param url with a password in it perhaps, so it is told to nobody
   * @throws AnchorError `bad-config`, `storage-failed`
   */
  static async open(url: string): Promise<PostgresSharedLog> {
    const log = new PostgresSharedLog(url);
    try {
      await log.#prepare();
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  async batchesFrom(height: number, most: number): Promise<SharedBatch[]> {
    const sql = 'SELECT block, entries FROM anchor_batches WHERE height >= $1 ORDER BY height LIMIT $2';
    const rows = await ask<BatchRow>(this.#work, sql, [height, most]);
    return rows.map(({ block, entries }) => ({ block: readBlock(block), entries: hashesIn(entries) }));
  }

  async newest(): Promise<Block | undefined> {
    const sql = 'SELECT block FROM anchor_batches ORDER BY height DESC LIMIT 1';
    const [row] = await ask<Pick<BatchRow, 'block'>>(this.#work, sql);
    return row && readBlock(row.block);
  }

  async signed(): Promise<SignedHead | undefined> {
    const [row] = await ask<SignedRow>(this.#work, 'SELECT size, hashes, note FROM anchor_signed');
    return row && { edge: new TreeEdge(Number(row.size), hashesIn(row.hashes)), note: new Uint8Array(row.note) };
  }

  async append(epoch: number, { block, entries }: SharedBatch): Promise<void> {
    await this.#write(APPEND, epoch, [block.height, Buffer.from(encodeBlock(block)), Buffer.concat(entries)]);
  }

  async saveSigned(epoch: number, { edge, note }: SignedHead): Promise<void> {
    await this.#write(SAVE_SIGNED, epoch, [edge.size, Buffer.concat(edge.hashes), Buffer.from(note)]);
  }

  async claim(milliseconds: number): Promise<number | undefined> {
    const sql = `UPDATE anchor_lease SET epoch = epoch + 1, holder = $2, until = ${UNTIL}
      WHERE until <= clock_timestamp() RETURNING epoch`;
    const [row] = await ask<{ epoch: string }>(this.#lease, sql, [milliseconds, this.#holder]);
    return row && Number(row.epoch);
  }

  async renew(epoch: number, milliseconds: number): Promise<boolean> {
    const sql = `UPDATE anchor_lease SET until = ${UNTIL} WHERE epoch = $2 AND holder = $3 RETURNING epoch`;
    return (await ask(this.#lease, sql, [milliseconds, epoch, this.#holder])).length === 1;
  }

  async release(epoch: number): Promise<void> {
    const sql = 'UPDATE anchor_lease SET until = clock_timestamp() WHERE epoch = $1 AND holder = $2';
    await ask(this.#lease, sql, [epoch, this.#holder]);
  }

  async close(): Promise<void> {
    await Promise.all([this.#work.end(), this.#lease.end()]);
  }

  async #write(sql: string, epoch: number, values: readonly unknown[]): Promise<void> {
    const [row] = await ask<{ held: string; put: string }>(this.#work, sql, [epoch, this.#holder, ...values]);
    if (Number(row?.held) !== 1) throw superseded();
    if (Number(row?.put) === 1) return;
    throw new AnchorError('storage-failed', `The database of ${SETTING} does not end where this batch begins.`);
  }

  /** In one transaction, which a second anchor that starts waits for. */
  async #prepare(): Promise<void> {
    const transaction = `BEGIN; SELECT pg_advisory_xact_lock(${MIGRATING}); ${SCHEMA} COMMIT`;
    await ask(this.#work, transaction);
    const [made] = await ask<{ version: number }>(this.#work, 'SELECT version FROM anchor_version');
    if (made?.version !== VERSION) {
      throw new AnchorError('bad-config', `The database of ${SETTING} was made by a newer anchor: start that one.`);
    }
    const [row] = await ask<{ fsync: string }>(this.#work, 'SHOW fsync');
    // A server that does not write to its disk confirms what a loss of power takes back.
    if (row?.fsync !== 'on') {
      throw new AnchorError('bad-config', `The server of ${SETTING} has fsync off: set it to on.`);
    }
  }
}

/** The files that a URL names are read here. */
function openPool(url: string, patienceMs: number): pg.Pool {
  try {
    const more = { application_name: 'fit4work-anchor', options: SESSION, query_timeout: patienceMs };
    const pool = new pg.Pool({ ...POOL, connectionString: url, ...more });
    // Without these, the end of a connection would be the end of the process, whether somebody uses it or not.
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
    return pool;
  } catch (cause) {
    throw new AnchorError('bad-config', `${SETTING} cannot be used: see that it and its files are right.`, { cause });
  }
}

async function ask<R extends object>(pool: pg.Pool, sql: string, values?: readonly unknown[]): Promise<R[]> {
  try {
    const { rows } = await pool.query<R>(sql, values && [...values]);
    return rows;
  } catch (cause) {
    const message = `The database of ${SETTING} does not answer, or refuses: see that it runs and is this log's, and try again.`;
    throw new AnchorError('storage-failed', message, { cause });
  }
}

const readBlock = (bytes: Uint8Array): Block => parseBlock(new Uint8Array(bytes));

function hashesIn(bytes: Uint8Array): Uint8Array[] {
  return Array.from(
    { length: bytes.length / HASH_BYTES },
    (_, i) => new Uint8Array(bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
  );
}
