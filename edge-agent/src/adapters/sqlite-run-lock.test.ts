import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommandWorld } from '../../test/command-world.js';
import { lockRun } from './sqlite-run-lock.js';

const HOLDER = `
  const { lockRun } = await import(process.argv[1]);
  globalThis.release = lockRun(process.argv[2]);
  console.log('held');
  setInterval(() => undefined, 1_000);`;
const BUILT = new URL('../../dist/adapters/sqlite-run-lock.js', import.meta.url).href;
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
