import pg from 'pg';
import type { LeaseTable, Standing } from '../../cluster/ports.js';
import { LEASE_MS } from '../../core/spread.js';
import { CoachError } from '../../error.js';
import { APPLICATION } from './pool.js';

/** Apart from the pool of the work, so that a lease never waits for it. */
const POOL = { max: 2, connectionTimeoutMillis: 1_500, query_timeout: 1_500, keepAlive: true } as const;
const SESSION = '-c statement_timeout=1400 -c lock_timeout=700 -c idle_in_transaction_session_timeout=2000';

const UNTIL = `clock_timestamp() + interval '${LEASE_MS} milliseconds'`;

const LIVE = `INSERT INTO coach_apis (holder, address, until) VALUES ($1, $2, ${UNTIL})
  ON CONFLICT (holder) DO UPDATE SET address = excluded.address, until = excluded.until`;

const RENEW = `UPDATE district_leases AS lease SET until = ${UNTIL} FROM unnest($2::text[], $3::bigint[]) AS held (district, epoch)
  WHERE lease.district = held.district AND lease.epoch = held.epoch AND lease.holder = $1`;

const LOOK = `SELECT district, epoch, lease.holder, lease.until > clock_timestamp() AS alive, replayed = epoch AS replayed
  FROM district_leases AS lease ORDER BY district`;
const LIVING = 'SELECT holder, address FROM coach_apis WHERE until > clock_timestamp()';

/** What one that is paused, or cut off, has open holds locks until the server misses it: nothing of it may count any more. */
const END_SESSIONS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity JOIN district_leases AS lease
  ON application_name = $2 || lease.holder
  WHERE lease.district = $1 AND lease.holder <> '' AND lease.until <= clock_timestamp()`;

/**
 * The row is locked as for its deletion: a claim comes after a write that is under way in the epoch before, which holds the row as a
 * foreign key does (`fenced.ts`); renewing waits for neither.
 */
const CLAIM = `WITH free AS (SELECT district FROM district_leases WHERE district = $1 AND until <= clock_timestamp() FOR UPDATE)
  UPDATE district_leases AS lease SET epoch = greatest(lease.epoch, $3) + 1, holder = $2, until = ${UNTIL} FROM free
  WHERE lease.district = free.district RETURNING lease.epoch`;

const NOTE_REPLAYED = `UPDATE district_leases SET replayed = epoch WHERE district = $1 AND epoch = $2 AND holder = $3`;
const GIVE_BACK = `UPDATE district_leases SET until = '-infinity', holder = '' WHERE district = $1 AND epoch = $2 AND holder = $3`;
const LEAVE = `WITH gone AS (DELETE FROM coach_apis WHERE holder = $1 OR until < clock_timestamp() - interval '1 hour')
  UPDATE district_leases SET until = '-infinity', holder = '' WHERE holder = $1`;

interface LeaseRow {
  readonly district: string;
  readonly epoch: string;
  readonly holder: string;
  readonly alive: boolean;
  readonly replayed: boolean;
}

export interface PostgresLeasesOptions {
  /** With a password in it perhaps, so it is told to nobody. */
  readonly url: string;
  readonly holder: string;
  readonly districts: readonly string[];
}

/** The leases in the database that they are about. */
export class PostgresLeases implements LeaseTable {
  readonly holder: string;
  readonly #pool: pg.Pool;

  private constructor({ url, holder }: PostgresLeasesOptions) {
    this.holder = holder;
    this.#pool = new pg.Pool({
      ...{ ...POOL, connectionString: url, options: SESSION, application_name: 'fit4work-coach-api leases' },
    });
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** Of a database that is up to date. @throws CoachError `store-unavailable` */
  static async open(options: PostgresLeasesOptions): Promise<PostgresLeases> {
    const leases = new PostgresLeases(options);
    try {
      const rows = 'INSERT INTO district_leases (district) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING';
      await leases.#ask(rows, [options.districts]);
      return leases;
    } catch (cause) {
      await leases.close();
      throw cause;
    }
  }

  async beat(address: string, held: ReadonlyMap<string, number>): Promise<Standing> {
    await this.#ask(LIVE, [this.holder, address]);
    await this.#ask(RENEW, [this.holder, [...held.keys()], [...held.values()]]);
    return this.look();
  }

  async look(): Promise<Standing> {
    const leases = await this.#ask<LeaseRow>(LOOK);
    const living = await this.#ask<{ holder: string; address: string }>(LIVING);
    return {
      leases: leases.map(({ epoch, ...lease }) => ({ ...lease, epoch: Number(epoch) })),
      addresses: new Map(living.map((each) => [each.holder, each.address])),
    };
  }

  async claim(district: string, newest: number): Promise<number | undefined> {
    await this.#ask(END_SESSIONS, [district, `${APPLICATION} `]);
    try {
      const [row] = await this.#ask<{ epoch: string }>(CLAIM, [district, this.holder, newest]);
      return row && Number(row.epoch);
    } catch (error) {
      if (isLocked(error)) return undefined;
      throw error;
    }
  }

  async noteReplayed(district: string, epoch: number): Promise<void> {
    await this.#ask(NOTE_REPLAYED, [district, epoch, this.holder]);
  }

  async giveBack(district: string, epoch: number): Promise<void> {
    await this.#ask(GIVE_BACK, [district, epoch, this.holder]);
  }

  async leave(): Promise<void> {
    await this.#ask(LEAVE, [this.holder]);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #ask<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]> {
    try {
      return (await this.#pool.query<R>(text, values && [...values])).rows;
    } catch (cause) {
      const message = 'The database does not answer about leases: see that it runs, and try again.';
      throw new CoachError('store-unavailable', message, { cause });
    }
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

const isLocked = (error: unknown): boolean =>
  error instanceof CoachError && error.cause instanceof pg.DatabaseError && error.cause.code === LOCK_NOT_AVAILABLE;
