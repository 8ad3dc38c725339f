import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SmallLog } from '../../test/fakes.js';
import { AFTERWARDS, closedDayWithLateHour } from '../../test/late-hour.js';
import { DAY, VaultWorld } from '../../test/vault-world.js';
import { SodiumPassphraseLock } from '../adapters/sodium-passphrase.js';
import { buildProgram } from '../cli.js';
import { sealLate } from '../seal-late.js';

let world: VaultWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  const lock = new SodiumPassphraseLock((length) => new Uint8Array(randomBytes(length)));
  const wrappedRoot = await lock.wrap(world.root, 'een lange zin');
  const { identity } = world.person;
  const pins = { ...identity.pins, policy: new SmallLog().policy };
  await world.ports.vault.saveIdentity({ ...identity, pins, wrappedRoot });
  writeFileSync(join(world.folder, 'passphrase'), 'een lange zin\n');
  await closedDayWithLateHour(world);
  // As the agent does at its turn, without the passphrase.
  await sealLate({ ...world.ports, clock: () => AFTERWARDS }, world.person);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.close();
});

/** What a command prints. */
async function run(...args: readonly string[]): Promise<Record<string, unknown>> {
  const parts: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => parts.push(String(part)) > 0);
  const env = {
    FIT4WORK_AGENT_STATE: world.folder,
    FIT4WORK_AGENT_COACH_URL: 'http://127.0.0.1:9',
    FIT4WORK_AGENT_BROKER_URL: 'mqtt://127.0.0.1:9',
    FIT4WORK_AGENT_LOG_URL: 'http://127.0.0.1:9',
  };
  await buildProgram(env).parseAsync(args, { from: 'user' });
  vi.restoreAllMocks();
  return JSON.parse(parts.join(''));
}

describe('seal', () => {
  it('seals anew what came late of a closed day, which `status` named until then', async () => {
    expect(await run('status', '--json')).toMatchObject({ daysWaiting: [DAY] });
    const passphrase = ['--passphrase-file', join(world.folder, 'passphrase')];
    expect(await run('seal', '--json', ...passphrase)).toEqual({ envelopes: 3, waiting: [], refused: [] });
    expect(await run('status', '--json')).toMatchObject({ daysWaiting: [] });
    expect(await run('seal', '--json', ...passphrase)).toEqual({ envelopes: 0, waiting: [], refused: [] });
  });

  it.each([
    ['samples', '--from', DAY, '--until', DAY],
    [
      'grant',
      '--coach',
      'coach-1',
      '--metrics',
      'steps',
      '--granularity',
      'day',
      '--from',
      DAY,
      '--until',
      DAY,
      '--preview',
    ],
    ['reads'],
    ['messages'],
    ['programme'],
    ['export', '--out', 'mine.tar'],
  ])('happens as well when `%s` is given the passphrase, which is told beside the result', async (...args) => {
    const told: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((part) => told.push(String(part)) > 0);
    const named = args.map((each) => (each === 'mine.tar' ? join(world.folder, each) : each));
    await run(...named, '--json', '--passphrase-file', join(world.folder, 'passphrase'));
    expect(told.join('')).toContain('"event":"late-sealed","count":1,"envelopes":3');
    expect(await run('status', '--json')).toMatchObject({ daysWaiting: [] });
  });

  it('takes no other passphrase, and leaves everything as it was', async () => {
    writeFileSync(join(world.folder, 'passphrase'), 'een andere zin\n');
    await expect(run('seal', '--passphrase-file', join(world.folder, 'passphrase'))).rejects.toMatchObject({
      code: 'bad-passphrase',
    });
    expect(await run('status', '--json')).toMatchObject({ daysWaiting: [DAY] });
  });
});
