import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mendWal } from './sqlite-wal.js';

let log: Uint8Array;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wal-'));
  const db = new Database(join(folder, 'a.db'));
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE t (a BLOB)');
  for (let i = 0; i < 3; i++) db.prepare('INSERT INTO t VALUES (?)').run(Buffer.alloc(3000, i));
  log = new Uint8Array(readFileSync(join(folder, 'a.db-wal')));
  db.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const flipped = (bit: number): Uint8Array => log.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

describe('a write-ahead log', () => {
  it('is left alone where every frame verifies', () => {
    expect(mendWal(log)).toBeUndefined();
    expect(mendWal(new Uint8Array(10))).toBeUndefined();
  });

  it('is mended wherever one bit was flipped: in its header, in the header of a frame, in a page', () => {
    const header = Array.from({ length: 256 }, (_, bit) => bit);
    const salts = Array.from({ length: 128 }, (_, bit) => (32 + 4120 + 8) * 8 + bit);
    const page = Array.from({ length: 12 }, (_, i) => (32 + 24 + 4120 * 2 + i * 300) * 8 + (i % 8));
    for (const bit of [...header, ...salts, ...page]) {
      const mended = mendWal(flipped(bit));
      expect(mended === undefined ? undefined : Buffer.compare(mended, log), `bit ${bit}`).toBe(0);
    }
  });

  it('keeps all of its frames where the highest bit of a word was flipped, which looks like any other', () => {
    const at = 32 + 24 + 4120 + 2003;
    const mended = mendWal(flipped(at * 8 + 7));
    expect([mended?.length, mended?.[at]]).toEqual([log.length, (log[at] ?? 0) ^ 0x80]);
  });

  it('ends where more than one bit of a frame was flipped', () => {
    const twice = flipped((32 + 100) * 8).map((byte, i) => (i === 32 + 900 ? byte ^ 1 : byte));
    expect(mendWal(twice)).toBeUndefined();
  });

  it('ends before the frames that an earlier log left', () => {
    const stale = new Uint8Array([...log, ...log.slice(32, 32 + 4120)]);
    stale.set([1, 2, 3, 4, 5, 6, 7, 8], log.length + 8);
    stale[32 + 500] = (stale[32 + 500] ?? 0) ^ 16;
    expect(Buffer.compare(mendWal(stale) ?? new Uint8Array(), log)).toBe(0);
  });
});
