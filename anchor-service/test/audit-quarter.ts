import { join } from 'node:path';
import type { Block } from '@fit4work/protocol';
import Database from 'better-sqlite3';
import { SqliteAuditBook } from '../src/adapters/sqlite-audit-book.js';
import { buildApp } from '../src/app.js';
import type { ChainPorts } from '../src/audit/covered-blocks.js';
import { DayLedger } from '../src/audit/day-ledger.js';
import type { LogKit } from './kit.js';

const DAYS = 92;
/** Its link and nine leaves; in the first all are leaves. */
const ENTRIES_A_BLOCK = 10;
/** 2026-07-01, midnight of UTC. */
const START = Date.UTC(2026, 6, 1) / 1000;
const PERIOD = 'from=2026-07-01&until=2026-09-30';
const HASH = new Uint8Array(32);

/** What a quarter of a year with so many blocks a day came to. */
export interface Quarter {
  readonly blocks: number;
  /** Milliseconds that counting all of them took, and that a report took afterwards. */
  readonly counting: number;
  readonly report: number;
  /** Bytes that counting and reporting held at the end, above those before. */
  readonly held: number;
  readonly days: readonly { readonly blocks: number; readonly leaves: number }[];
}

/** Blocks of an endless log, at even times. */
const blocksOf = (perDay: number): ChainPorts['store'] => ({
  blocks: (from, to, most = Number.POSITIVE_INFINITY) => {
    const first = Math.ceil((from + 1) / ENTRIES_A_BLOCK) - 1;
    const count = Math.min(most, Math.floor(to / ENTRIES_A_BLOCK) - first);
    return Array.from({ length: count }, (_, i): Block => {
      const height = first + i;
      const time = START + Math.floor((height * 86_400) / perDay);
      const firstIndex = height * ENTRIES_A_BLOCK;
      return { height, previous: HASH, firstIndex, size: firstIndex + ENTRIES_A_BLOCK, root: HASH, time };
    });
  },
});

/** Counts a quarter of a year of blocks from their publications in a book on disk, and reports on it over HTTP. */
export async function quarterOf(kit: LogKit, perDay: number): Promise<Quarter> {
  const file = join(kit.folder, 'audit.sqlite');
  const book = new SqliteAuditBook(file);
  publish(file, perDay);
  const store = blocksOf(perDay);
  const ledger = new DayLedger({ book, store });
  const before = memory();
  const began = performance.now();
  await ledger.catchUp();
  const counted = performance.now();
  const ports = {
    read: async () => undefined,
    store,
    book,
    ledger,
    standingAt: () => ({ number: 0, policy: kit.policy, signer: kit.signer }),
    clock: () => START + 93 * 86_400,
  };
  const audit = () => ({ ...ports, erasures: undefined });
  const answer = await buildApp({ read: ports.read, status: () => undefined, audit }).inject(`/audit?${PERIOD}`);
  const report = performance.now() - counted;
  const held = memory() - before;
  book.close();
  return { blocks: DAYS * perDay, counting: counted - began, report, held, days: answer.json().days };
}

/** A publication for every second block, as a log has them that makes one each half second: too many to note one by one. */
function publish(file: string, perDay: number): void {
  const db = new Database(file);
  const add = db.prepare(`INSERT INTO published (size, time, witnesses) VALUES (?, ?, '["council","city"]')`);
  db.transaction(() => {
    for (let height = 1; height < DAYS * perDay; height += 2) {
      add.run((height + 1) * ENTRIES_A_BLOCK, START + Math.floor((height * 86_400) / perDay) + 1);
    }
  })();
  db.close();
}

function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}
