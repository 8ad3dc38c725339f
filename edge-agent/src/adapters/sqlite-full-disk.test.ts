import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { DAY, dayBounds, VaultWorld } from '../../test/vault-world.js';
import { openStore } from './sqlite-store.js';

let small: string;
const vault = (): string => join(small, 'vault.db');

/** To the last byte, so that SQLite has not even room for the memory that connections share. */
function fillUp(): void {
  const left = (): number => statfsSync(small).bavail;
  for (let i = 0; left() > 0; i += 1) writeFileSync(join(small, `fill-${i}`), new Uint8Array(left() * 4096));
}

describeWith(['root'], 'a vault on a disk without any room', () => {
  beforeAll(() => cryptoReady);
  beforeEach(async () => {
    const world = await VaultWorld.open();
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(DAY).end));
    await world.ports.vault.close();
    small = mkdtempSync(join(tmpdir(), 'full-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=700', 'tmpfs', small]);
    for (const name of ['vault.db', 'vault.db-head']) cpSync(join(world.folder, name), join(small, name));
    await world.close();
    fillUp();
  });
  afterEach(() => {
    execFileSync('umount', ['-l', small]);
    rmSync(small, { recursive: true });
  });

  it('is told by who only looks, with how full the disk is, and stays as it was', async () => {
    const before = readFileSync(vault());
    const store = openStore(vault(), undefined, false);
    expect(await store.vault.sampleCounts()).toMatchObject({ steps: 1440 });
    expect(await store.vault.size()).toMatchObject({ free: 0 });
    expect(store.vault.noticed).toEqual([]);
    await store.vault.close();
    expect(readFileSync(vault()).equals(before)).toBe(true);
  });

  it('is not opened by who would stay, since nobody could look beside it, and waits for room', () => {
    expect(() => openStore(vault())).toThrow(expect.objectContaining({ code: 'disk-full' }));
  });
});
