import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OpenVault, openVault } from './sqlite-open.js';
import { SqliteVault } from './sqlite-vault.js';

const [DAY, WEEK] = [86_400, 7 * 86_400];
/** The first second of the first day. */
const BEGIN = 20_000 * DAY;

let folder: string;
let open: OpenVault;
let vault: SqliteVault;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'windows-'));
  open = openVault(join(folder, 'vault.db'));
  vault = new SqliteVault(open);
});
afterEach(async () => {
  await vault.close();
  rmSync(folder, { recursive: true });
});

/** Three windows of raw samples a day. */
async function seal(from: number, days: number, revision = 0): Promise<void> {
  const starts = Array.from({ length: 3 * days }, (_, i) => BEGIN + from * DAY + (i * DAY) / 3);
  await vault.addWindows(starts.map((start) => ({ granularity: 'raw' as const, start, until: start + 900, revision })));
}

const aroundDay = (day: number) => vault.sealedWindows(BEGIN + day * DAY - WEEK, BEGIN + day * DAY + WEEK);

async function authenticationsOf(look: () => Promise<unknown>): Promise<number> {
  const mac = vi.spyOn(open.ledger, 'mac');
  try {
    await look();
    return mac.mock.calls.length;
  } finally {
    mac.mockRestore();
  }
}

describe('a look at the windows of two weeks', () => {
  it('costs the same after three months and after two years, but for one count a month', async () => {
    await seal(0, 96);
    const before = await authenticationsOf(() => aroundDay(40));
    await seal(96, 20 * 32);
    const after = await authenticationsOf(() => aroundDay(40));
    // Three windows of each of fifteen days, and the counts of two months; of those of twenty months more, twenty.
    expect(before).toBeLessThan(3 * 15 + 2 * 32 + 10);
    expect(after - before).toBe(20);
  });
});

const partOf = (day: number): string => `raw-${Math.floor((20_000 + day) / 32)}-${(20_000 + day) % 32}`;
const branchOf = (day: number): string => partOf(day).replace(/[^-]*$/, '');
const CENSUS = "census WHERE name = 'sealed_window' AND scope";
const rowsOf = (from: number, until: number): string =>
  `sealed_window WHERE start >= ${BEGIN + from * DAY} AND start < ${BEGIN + until * DAY}`;
/** Days that are counted in the branch of a day. */
function daysBeside(day: number): readonly [number, number] {
  const first = Math.floor((20_000 + day) / 32) * 32 - 20_000;
  return [first, first + 32];
}

/** What somebody does to the file who knows its form, and has not its key. */
const CHANGES: readonly (readonly [string, (db: Database.Database, day: number) => unknown])[] = [
  ['a row deleted', (db, day) => db.exec(`DELETE FROM ${rowsOf(day, day + 0.1)}`)],
  ['a part deleted', (db, day) => db.exec(`DELETE FROM ${rowsOf(day, day + 1)}`)],
  [
    'a part deleted with its count',
    (db, day) => db.exec(`DELETE FROM ${rowsOf(day, day + 1)}; DELETE FROM ${CENSUS} = '${partOf(day)}'`),
  ],
  [
    'a month deleted with all its counts',
    (db, day) => db.exec(`DELETE FROM ${rowsOf(...daysBeside(day))}; DELETE FROM ${CENSUS} LIKE '${branchOf(day)}%'`),
  ],
  ['a count deleted', (db, day) => db.exec(`DELETE FROM ${CENSUS} = '${partOf(day)}'`)],
  ['the count of a month deleted', (db, day) => db.exec(`DELETE FROM ${CENSUS} = '${branchOf(day)}'`)],
  ['a count flipped', (db, day) => db.exec(`UPDATE census SET rows = rows + 1 WHERE scope = '${partOf(day)}'`)],
  ['a count put elsewhere', (db, day) => db.exec(`UPDATE census SET above = 'raw-0-' WHERE scope = '${partOf(day)}'`)],
  [
    'the counts of two parts swapped',
    (db, day) => {
      db.exec(`UPDATE census SET scope = scope || 'x' WHERE scope = '${partOf(day)}'`);
      db.exec(`UPDATE census SET scope = '${partOf(day)}' WHERE scope = '${partOf(day + 1)}'`);
      db.exec(`UPDATE census SET scope = '${partOf(day + 1)}' WHERE scope = '${partOf(day)}x'`);
    },
  ],
  [
    'a row flipped',
    (db, day) => db.exec(`UPDATE ${rowsOf(day, day + 0.1).replace(' WHERE', ' SET revision = 9 WHERE')}`),
  ],
];

describe.each(CHANGES)('%s', (_, change) => {
  beforeEach(() => seal(0, 100));

  it('within the stretch is noticed by the look', async () => {
    expect(await aroundDay(50)).toHaveLength(42);
    change(open.ledger.db, 48);
    await expect(aroundDay(50)).rejects.toMatchObject({ code: 'vault-damaged' });
  });

  it('outside the stretch changes nothing of it, and is found by a check', async () => {
    expect(await vault.check()).toEqual([]);
    const before = await aroundDay(50);
    change(open.ledger.db, 5);
    await expect(aroundDay(50).catch(({ code }: { code: string }) => code)).resolves.toSatisfy(
      (answer) => answer === 'vault-damaged' || JSON.stringify(answer) === JSON.stringify(before),
    );
    expect(await vault.check()).not.toEqual([]);
  });
});

describe('a part rolled back with its count', () => {
  it('is noticed by the look', async () => {
    await seal(0, 100);
    const { db } = open.ledger;
    const rows = db.prepare(`SELECT * FROM ${rowsOf(48, 49)}`).all() as readonly Record<string, unknown>[];
    const [count] = db.prepare(`SELECT * FROM ${CENSUS} = '${partOf(48)}'`).all() as readonly Record<string, unknown>[];
    await seal(48, 1, 1);
    expect((await aroundDay(50)).filter(({ revision }) => revision === 1)).toHaveLength(3);
    for (const row of rows) put(db, 'sealed_window', row);
    put(db, 'census', count ?? {});
    await expect(aroundDay(50)).rejects.toMatchObject({ code: 'vault-damaged' });
    expect(await vault.check()).not.toEqual([]);
  });
});

function put(db: Database.Database, table: string, row: Record<string, unknown>): void {
  const columns = Object.keys(row);
  db.prepare(`INSERT OR REPLACE INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`).run(
    ...Object.values(row),
  );
}
