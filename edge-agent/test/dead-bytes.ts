import { readFileSync } from 'node:fs';
import { sha256, toHex } from '@fit4work/protocol';
import Database from 'better-sqlite3';

/*
 * Of the files that a killed process leaves, what nothing rests on: pages of vault.db that the write-ahead log has anew, and
 * what lies in the log behind its last commit (https://sqlite.org/fileformat2.html#the_write_ahead_log).
 */

const [HEADER, FRAME_HEADER] = [32, 24];

export interface DeadBytes {
  /** Bytes of a page of vault.db. */
  readonly page: number;
  /** Numbers of the pages that the log writes over, from 1 on. */
  readonly overwritten: ReadonlySet<number>;
  /** Where the log ends: with its last commit. */
  readonly logEnd: number;
}

/** @param path of vault.db, beside which its log lies */
export function deadBytes(path: string): DeadBytes {
  const log = readFileSync(`${path}-wal`);
  const page = log.readUInt32BE(8);
  const salts = log.subarray(16, 24);
  const overwritten = new Set<number>();
  let [logEnd, pending] = [HEADER, [] as number[]];
  for (let at = HEADER; at + FRAME_HEADER + page <= log.length; at += FRAME_HEADER + page) {
    if (!log.subarray(at + 8, at + 16).equals(salts)) break;
    pending.push(log.readUInt32BE(at));
    if (log.readUInt32BE(at + 4) === 0) continue;
    for (const each of pending) overwritten.add(each);
    [logEnd, pending] = [at + FRAME_HEADER + page, []];
  }
  return { page, overwritten, logEnd };
}

/** Where a bit lies that nothing rests on. `room` is what a page has free beside its rows, or a page that is free. */
export type Dead = 'overwritten' | 'behind the log' | 'room';

export function placeOf({ page, overwritten, logEnd }: DeadBytes, file: string, bit: number): Dead {
  const at = bit >> 3;
  if (file === 'vault.db-wal' && at >= logEnd) return 'behind the log';
  return file === 'vault.db' && overwritten.has(Math.floor(at / page) + 1) ? 'overwritten' : 'room';
}

/** Digest of every row of every table, and of the definitions of all of them; undefined where it cannot be read. */
export function contentOf(path: string): string | undefined {
  const db = new Database(path);
  try {
    const tables = db
      .prepare<[], { name: string; sql: string }>('SELECT name, sql FROM sqlite_schema ORDER BY name')
      .all();
    const rows = tables
      .filter(({ sql }) => sql?.startsWith('CREATE TABLE'))
      .map(({ name }) =>
        db
          .prepare(`SELECT * FROM ${name}`)
          .raw()
          .all()
          .map((row) => JSON.stringify(row))
          .sort(),
      );
    return toHex(sha256(new TextEncoder().encode(JSON.stringify([tables, rows]))));
  } catch {
    return undefined;
  } finally {
    db.close();
  }
}
