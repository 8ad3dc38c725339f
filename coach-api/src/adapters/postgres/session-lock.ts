import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { CoachError } from '../../error.js';

/** Of all that takes advisory locks in a database: none of these is a name of a transaction (`advisory-lock.ts`). */
const CLASS = 0x66_34_78;
/** A dead machine holds a lock until the server has missed it for so long: a minute. */
const SESSION = `SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;
  SET idle_session_timeout = 0; SET statement_timeout = '5s'`;
/** Milliseconds. The server may not have noticed yet that who held it was killed. */
const [PATIENCE, AGAIN] = [5_000, 100];

export interface SessionLockOptions {
  /** With a password in it perhaps, so it is told to nobody. */
  readonly url: string;
  /** Which work: others of another name go on beside it, in the same database. */
  readonly work: string;
  /** Beside others who hold it so too, and nobody who holds it alone. */
  readonly shared?: boolean;
  /** How errors name the database. */
  readonly setting: string;
  /** The session was lost, and another process had taken the lock before it was there again. */
  readonly onTaken: (error: CoachError) => void;
}

/** A lock that a session of its own holds as long as this process has it. A server that went away gives it back when it is there again. */
export class SessionLock {
  readonly #options: SessionLockOptions;
  #client: pg.Client | undefined;
  #released = false;

  private constructor(options: SessionLockOptions) {
    this.#options = options;
  }

  /** @throws CoachError `at-work` where another process has it, `bad-config` where the server cannot be reached */
  static async take(options: SessionLockOptions): Promise<SessionLock> {
    const lock = new SessionLock(options);
    try {
      for (let left = PATIENCE / AGAIN; !(await lock.#tried()); left -= 1) {
        if (left <= 0) throw taken(options);
        await pause(AGAIN);
      }
      return lock;
    } catch (cause) {
      if (cause instanceof CoachError) throw cause;
      const message = `The database cannot be opened: check ${options.setting} and its rights.`;
      throw new CoachError('bad-config', message, { cause });
    }
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#client?.end();
  }

  async #tried(): Promise<boolean> {
    const client = new pg.Client({
      ...{ connectionString: this.#options.url, application_name: 'fit4work-coach-api lock' },
      ...{ keepAlive: true, connectionTimeoutMillis: PATIENCE },
    });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query(SESSION);
      const taking = this.#options.shared === true ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock';
      const asked = `SELECT ${taking}($1, hashtext($2)) AS taken`;
      const { rows } = await client.query(asked, [CLASS, this.#options.work]);
      if (rows[0]?.taken === true) {
        this.#hold(client);
        return true;
      }
    } catch (cause) {
      await client.end().catch(() => undefined);
      throw cause;
    }
    await client.end();
    return false;
  }

  #hold(client: pg.Client): void {
    this.#client = client;
    client.once('end', () => void this.#takeAgain());
    // It was asked to be let go of while this was under way.
    if (this.#released) void client.end();
  }

  async #takeAgain(): Promise<void> {
    while (!this.#released) {
      try {
        if (!(await this.#tried())) this.#options.onTaken(taken(this.#options));
        return;
      } catch {
        // The server is away, and nothing is stored meanwhile.
        await pause(AGAIN);
      }
    }
  }
}

const taken = ({ setting }: SessionLockOptions): CoachError =>
  new CoachError(
    'at-work',
    `The database of ${setting} is another coach API's: stop that first, or give this one its own.`,
  );
