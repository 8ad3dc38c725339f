import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VERSION_3 } from '../../test/vault-version-3.js';
import { turnBackTo4 } from '../../test/vault-version-4.js';
import { openVault } from './sqlite-open.js';
import { SqliteOutbox } from './sqlite-outbox.js';
import { SqliteVault } from './sqlite-vault.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schema-'));
  path = join(folder, 'vault.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A vault as the version before left it: a wearable, one that is gone, an envelope that is proven and one that is not. */
function leaveVersion3(): void {
  const old = new Database(path);
  old.exec(VERSION_3);
  old.exec("INSERT INTO wearable (address, family) VALUES ('a', 'huami'), ('b', 'huami')");
  old.exec("DELETE FROM wearable WHERE address = 'b'");
  old.exec("INSERT INTO outbox VALUES (1, x'01', NULL, 7), (2, x'02', NULL, NULL)");
  old.exec("INSERT INTO read_record VALUES (x'01', x'02', NULL, NULL)");
  old.exec("INSERT INTO chunk VALUES (1, '2026-03-10', 0, 1, 0, 'steps', x'00', x'01')");
  old.pragma('user_version = 3');
  old.close();
}

describe('a vault of an earlier version', () => {
  it('is brought up where it stands, and what it holds is authenticated from then on', async () => {
    leaveVersion3();
    for (const attempt of [1, 2]) {
      const open = openVault(path);
      const [vault, outbox] = [new SqliteVault(open), new SqliteOutbox(open)];
      const [read] = await outbox.letters('read');
      expect([attempt, [...(read?.sealed ?? [])], read?.proof]).toEqual([attempt, [2], undefined]);
      expect(await outbox.counts()).toMatchObject({ envelopes: 2, received: 0, proven: 1, recordsWaiting: 0 });
      expect(await vault.wearables()).toMatchObject([{ id: 1, address: 'a' }]);
      expect(await vault.chunks('2026-03-10', '2026-03-10')).toHaveLength(1);
      await vault.close();
    }
  });

  it('counts the windows before its positions as sealed once', async () => {
    const old = new Database(path);
    old.exec(VERSION_3);
    old.exec("INSERT INTO position VALUES ('raw', 1800900), ('hour', 1800000), ('day', 1728000)");
    old.pragma('user_version = 3');
    old.close();
    const vault = new SqliteVault(openVault(path));
    const sealed = await vault.sealedWindows(1_800_000, 1_900_000);
    await vault.close();
    const whole = { start: 0, revision: 0, generation: undefined, size: 0, digest: undefined };
    expect(sealed).toEqual([{ ...whole, granularity: 'raw', until: 1_800_900 }]);
  });

  it('gives the number of a wearable that is gone to no other', async () => {
    leaveVersion3();
    const vault = new SqliteVault(openVault(path));
    await vault.pair({ address: 'c', family: 'huami', key: undefined });
    expect((await vault.wearables()).map(({ id }) => id)).toEqual([1, 3]);
    await vault.close();
  });

  it('is refused where it is not known', () => {
    const other = new Database(path);
    other.pragma('user_version = 99');
    other.close();
    expect(() => openVault(path)).toThrow('not a vault of this version');
  });
});

describe('a vault of version 4, which had its counts in lists', () => {
  const sealed = { granularity: 'raw', until: 900, revision: 0 } as const;
  const SPAN = 86_400;
  const openWith = () => {
    const open = openVault(path);
    return { vault: new SqliteVault(open), outbox: new SqliteOutbox(open) };
  };
  beforeEach(async () => {
    const { vault, outbox } = openWith();
    await vault.pair({ address: 'a', family: 'huami', key: undefined });
    await vault.addWindows([1, 2, 40].map((day) => ({ ...sealed, start: day * SPAN, until: day * SPAN + 900 })));
    const record = { bytes: new Uint8Array([1]), payload: new Uint8Array([2]) };
    await outbox.addRecords([{ ...record, kind: 'consent' }]);
    await vault.close();
    turnBackTo4(path);
  });

  it('is brought up with all that it has, and goes on', async () => {
    for (const windows of [3, 4]) {
      const { vault, outbox } = openWith();
      expect([vault.noticed, await vault.check()]).toEqual([[], []]);
      expect(await vault.sealedWindows(0, 50 * SPAN)).toHaveLength(windows);
      expect(await outbox.waitingRecords()).toHaveLength(1);
      await vault.addWindows([{ ...sealed, start: 41 * SPAN, until: 41 * SPAN + 900 }]);
      await vault.close();
    }
  });

  it.each([
    ['a row deleted', `DELETE FROM sealed_window WHERE start = ${SPAN}`],
    ['a row changed', `UPDATE sealed_window SET revision = 7 WHERE start = ${SPAN}`],
    ['a table emptied', 'DELETE FROM sealed_window'],
    ['a list cut short', "DELETE FROM census WHERE name = 'sealed_window' AND scope LIKE 'raw-1%'"],
  ])('with %s refuses that as before, and serves the rest', async (_, sql) => {
    const old = new Database(path);
    old.exec(sql);
    old.close();
    const { vault, outbox } = openWith();
    await expect(vault.sealedWindows(0, 50 * SPAN)).rejects.toMatchObject({ code: 'vault-damaged' });
    expect(await vault.wearables()).toHaveLength(1);
    expect(await outbox.records()).toHaveLength(1);
    expect(await vault.check()).not.toEqual([]);
    await vault.close();
  });

  it.each([
    ['the count of a table', "DELETE FROM census WHERE name = 'wearable'"],
    ['the count of all', 'UPDATE root SET rows = 3'],
  ])('without %s is refused, and left as it is', async (_, sql) => {
    const old = new Database(path);
    old.exec(sql);
    old.close();
    expect(() => openVault(path)).toThrow(expect.objectContaining({ code: 'vault-damaged' }));
    const left = new Database(path, { readonly: true });
    expect(left.pragma('user_version', { simple: true })).toBe(4);
    left.close();
  });
});
