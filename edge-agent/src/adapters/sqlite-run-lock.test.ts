import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cryptoReady } from '@fit4work/protocol';
import Database from 'better-sqlite3';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommandWorld } from '../../test/command-world.js';
import { repairVault } from './sqlite-repair.js';
import { lockRepair, lockRun } from './sqlite-run-lock.js';
import { openStore } from './sqlite-store.js';

const HOLDER = `
  const { lockRun } = await import(process.argv[1]);
  globalThis.release = lockRun(process.argv[2]);
  console.log('held');
  setInterval(() => undefined, 1_000);`;
const BUILT = new URL('../../dist/adapters/sqlite-run-lock.js', import.meta.url).href;
const WRITER = `
  const { openStore } = await import(process.argv[1]);
  console.log('opens');
  const { vault } = openStore(process.argv[2]);
  await vault.pair({ address: 'c0:00:00:00:00:09', family: 'infinitime', key: undefined });
  await vault.close();
  console.log('wrote');`;
const STORE = new URL('../../dist/adapters/sqlite-store.js', import.meta.url).href;
/** Time enough for another process to open the vault and write into it, if it does not wait. */
const MEANWHILE = 500;
const REFUSED = { code: 'at-work', message: 'An agent is at work on this vault already; stop it first.' };

let world: CommandWorld;
let state: string;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await CommandWorld.open();
  state = world.world.vault.folder;
});
afterEach(() => world.close());

describe('a second `run` on one vault', () => {
  it('is refused in a sentence while the first is at work, and starts at once after a kill -9 of that', async () => {
    const first = spawn(process.execPath, ['--input-type=module', '--eval', HOLDER, BUILT, state], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(first, 'exit');
    try {
      await once(first.stdout, 'data');
      await expect(world.run('C', 'run', '--once')).rejects.toMatchObject(REFUSED);
      // Every other command goes on beside it.
      expect(await world.run('C', 'status')).toMatchObject({ code: undefined });
    } finally {
      first.kill('SIGKILL');
    }
    await ended;
    lockRun(state)();
  });

  it('is refused within one process too, until the first let go; nothing but an empty file is left', async () => {
    const release = lockRun(state);
    expect(() => lockRun(state)).toThrow(REFUSED.message);
    release();
    lockRun(state)();
    expect(readdirSync(state).filter((name) => name.startsWith('run.lock'))).toEqual(['run.lock']);
    expect(statSync(join(state, 'run.lock')).size).toBe(0);
  });
});

describe('a command that opens the vault while a repair is putting another in its place', () => {
  let path: string;
  let repaired: string;

  beforeEach(async () => {
    await world.world.vault.ports.vault.close();
    path = join(state, 'vault.db');
    repaired = `${path}-new`;
    copyFileSync(path, repaired);
    // As a repair leaves it that has closed it.
    const db = new Database(path);
    db.pragma('journal_mode = DELETE');
    db.close();
  });

  const addresses = async (): Promise<readonly string[]> => {
    const { vault } = openStore(path);
    const wearables = await vault.wearables();
    expect(await vault.check()).toEqual([]);
    await vault.close();
    return wearables.map(({ address }) => address);
  };

  it('waits for it, in another process, and writes into the new one', { timeout: 60_000 }, async () => {
    const release = lockRepair(state);
    const writer = spawn(process.execPath, ['--input-type=module', '--eval', WRITER, STORE, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(writer, 'exit');
    try {
      await once(writer.stdout, 'data');
      await Promise.race([once(writer.stdout, 'data'), delay(MEANWHILE)]);
      renameSync(repaired, path);
      expect(readdirSync(state)).not.toContain('vault.db-wal');
    } finally {
      release();
    }
    expect(await ended).toEqual([0, null]);
    expect(await addresses()).toContain('c0:00:00:00:00:09');
  });

  it('is told that another command holds it where the repair takes long', { timeout: 60_000 }, async () => {
    const release = lockRepair(state);
    expect(() => openStore(path)).toThrow(expect.objectContaining({ code: 'vault-busy' }));
    release();
    renameSync(repaired, path);
    expect(await addresses()).toEqual(['c0:00:00:00:00:01']);
  });

  it('goes on beside a `run`, which a repair does not though nobody has the vault open', async () => {
    renameSync(repaired, path);
    const release = lockRun(state);
    await addresses();
    expect(() => repairVault(path, 1)).toThrow(REFUSED.message);
    release();
    expect(repairVault(path, 1)).toBeUndefined();
  });
});
