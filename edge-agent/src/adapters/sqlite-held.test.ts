import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, dayBounds, VaultWorld } from '../../test/vault-world.js';
import { sealDueWindows } from '../seal-windows.js';
import { lockRun } from './sqlite-run-lock.js';
import { openStore } from './sqlite-store.js';

/*
 * Locks of a process are seen by another process alone. In this one no file of the vault may be opened beside SQLite, not
 * even to read it: closing it would give up the very locks that are looked for.
 */

/** As another process: takes the vault for itself, or repairs it; says `done`, or the code of what refused it. */
const OTHER = `
  const [built, path, what] = process.argv.slice(1);
  const { createRequire } = await import('node:module');
  const Database = createRequire(built)('better-sqlite3');
  const { repairVault } = await import(built);
  const { cryptoReady } = await import(createRequire(built).resolve('@fit4work/protocol'));
  await cryptoReady;
  try {
    if (what === 'repair') repairVault(path, 1);
    else {
      const db = new Database(path, { timeout: 0 });
      try {
        db.pragma('locking_mode = EXCLUSIVE');
        db.exec('BEGIN EXCLUSIVE; COMMIT');
      } finally {
        db.close();
      }
    }
    console.log('done');
  } catch (error) {
    console.log(error.code);
  }`;
const BUILT = new URL('../../dist/adapters/sqlite-repair.js', import.meta.url).href;

let world: VaultWorld;
let path: string;
let store: ReturnType<typeof openStore>;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  path = join(world.folder, 'vault.db');
  await world.ports.vault.saveIdentity(world.person.identity);
  const { start, end } = dayBounds(DAY);
  await world.read(world.batchOf(start, end));
  await world.ports.vault.close();
  // Closed cleanly before, so that the file is compared as it is opened.
  store = openStore(path);
});
afterEach(async () => {
  await store.vault.close();
  await world.close();
});

function elsewhere(what: 'take' | 'repair'): string {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', OTHER, BUILT, path, what], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return stdout.trim();
}

const files = (): readonly unknown[] =>
  readdirSync(world.folder)
    .filter((name) => name !== 'run.lock')
    .map((name) => {
      const { ino, size, mtimeMs } = statSync(join(world.folder, name));
      return [name, ino, size, mtimeMs];
    });

/** As a repair: has the vault for itself, puts another file in its place after a while, and lets go. */
const REPLACES = `
  const [built, path] = process.argv.slice(1);
  const { createRequire } = await import('node:module');
  const { renameSync } = await import('node:fs');
  const Database = createRequire(built)('better-sqlite3');
  const db = new Database(path);
  db.pragma('journal_mode = DELETE');
  db.exec('BEGIN EXCLUSIVE');
  console.log('held');
  setTimeout(() => {
    db.close();
    renameSync(path + '-new', path);
  }, 1_000);`;

describe('a vault that is open', () => {
  it('is held against every other process from the moment at which it is opened, whatever is done with it', async () => {
    const ports = { ...world.ports, ...store };
    const uses: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['opened', async () => undefined],
      ['looked at', () => Promise.all([store.vault.size(), store.outbox.counts(), store.outbox.logState()])],
      ['checked', () => store.vault.check()],
      ['written', () => store.outbox.holdGrants(['a'])],
      ['sealed from', () => sealDueWindows(ports, world.person, true)],
      ['scrubbed', () => store.vault.scrub()],
    ];
    for (const [when, use] of uses) {
      await use();
      expect([when, elsewhere('take')]).toEqual([when, 'SQLITE_BUSY']);
    }
    await store.vault.close();
    expect(elsewhere('take')).toBe('done');
    store = openStore(path);
  });

  it('is not repaired by another process: nothing is touched, and what is written then is there later', async () => {
    const before = files();
    expect(elsewhere('repair')).toBe('vault-busy');
    expect(files()).toEqual(before);
    await store.outbox.holdGrants(['a']);
    await store.vault.close();
    store = openStore(path);
    expect([...(await store.outbox.heldGrants()), ...store.vault.noticed]).toEqual(['a']);
  });

  it('is not repaired under a `run`, though nobody has it open at that instant, and is once that ended', async () => {
    await store.vault.close();
    const release = lockRun(world.folder);
    const before = files();
    expect(elsewhere('repair')).toBe('at-work');
    expect(files()).toEqual(before);
    release();
    expect(elsewhere('repair')).toBe('done');
    store = openStore(path);
    expect(await store.vault.check()).toEqual([]);
  });

  it('is the new one for a command that waited for the repair: what it writes is not in a file that nobody sees', async () => {
    await store.vault.close();
    copyFileSync(path, `${path}-new`);
    const other = spawn(process.execPath, ['--input-type=module', '--eval', REPLACES, BUILT, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(other, 'exit');
    await once(other.stdout, 'data');
    store = openStore(path);
    await ended;
    await store.outbox.holdGrants(['a']);
    await store.vault.close();
    store = openStore(path);
    expect([...(await store.outbox.heldGrants()), ...(await store.vault.check())]).toEqual(['a']);
  });
});
