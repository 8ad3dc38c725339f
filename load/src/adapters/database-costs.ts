import { readFileSync } from 'node:fs';
import pg from 'pg';

/** The kernel's clock, of USER_HZ. */
const TICKS_PER_SECOND = 100;

/** What a PostgreSQL server takes, of the disk and, where it runs on this machine under Linux, of its cores. */
export class DatabaseCosts {
  readonly #pool: pg.Pool;

  constructor(url: string) {
    this.#pool = new pg.Pool({ connectionString: url, max: 1 });
  }

  /** Bytes of the database, once everything that was written is in its files. */
  async bytes(): Promise<number> {
    const { rows } = await this.#pool.query('SELECT pg_database_size(current_database())::float8 AS bytes');
    return Number(rows[0]?.bytes ?? 0);
  }

  /** Seconds of a core of all its processes, also of those that ended. */
  async seconds(): Promise<number> {
    const { rows } = await this.#pool.query('SELECT pid FROM pg_stat_activity');
    const living = rows.flatMap(({ pid }) => timesOf(Number(pid)) ?? []);
    const [first] = living;
    // All of them are children of one, which has the times of those that ended.
    const server = first && timesOf(first.parent);
    return living.reduce((sum, { own }) => sum + own, server === undefined ? 0 : server.own + server.ended);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

interface Times {
  readonly parent: number;
  /** Seconds of a core. */
  readonly own: number;
  /** Of its children that it saw end. */
  readonly ended: number;
}

/** By proc_pid_stat(5), whose fields are numbered from 1, and the third is what follows the name. */
function timesOf(pid: number): Times | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const seconds = (number: number): number => Number(fields[number - 3]) / TICKS_PER_SECOND;
    return { parent: Number(fields[1]), own: seconds(14) + seconds(15), ended: seconds(16) + seconds(17) };
  } catch {
    return undefined;
  }
}
