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

  /** Seconds of a core of all its processes that live. */
  async seconds(): Promise<number> {
    const { rows } = await this.#pool.query('SELECT pid FROM pg_stat_activity');
    return rows.reduce((sum: number, { pid }) => sum + secondsOf(Number(pid)), 0);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

function secondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
