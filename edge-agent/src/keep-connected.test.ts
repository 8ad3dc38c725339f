import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADDRESS, ConnectionWorld, failing, NOW } from '../test/connection-world.js';
import type { SqliteVault } from './adapters/sqlite-vault.js';
import { WearableError } from './wearable-error.js';
import type { Batch } from './wearable-port.js';

let world: ConnectionWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ConnectionWorld.open();
});
afterEach(() => world.close());

describe('a wearable that is kept connected', () => {
  it('is read once and let go when that is all that is wanted', async () => {
    world.family = world.familyWith({});
    await world.keep({ once: true });
    expect(world.happened).toEqual([`scan ${ADDRESS}`, 'connect', 'open', 'history', 'closed']);
    expect(await world.wearable()).toMatchObject({ synchronised: NOW, battery: { percent: 80, charging: false } });
  });

  it('is synchronised again and again while it is listened to, until the agent is told to stop', async () => {
    world.family = world.familyWith({});
    await world.keep({ listenMs: 15_000 });
    expect(world.happened.filter((one) => one === 'history')).toHaveLength(3);
    expect(world.happened.at(-1)).toBe('closed');
  });

  it('is tried again after a wait that grows, however it fails', async () => {
    world.family = world.familyWith({});
    let tries = 0;
    const find = (): Promise<never> | undefined => (tries++ < 2 ? failing('not-found') : undefined);
    await world.keep({ once: true }, { central: world.central(find), entropy: (length) => new Uint8Array(length) });
    expect(world.happened.filter((one) => /pause|failed/.test(one))).toEqual([
      'wearable-failed not-found',
      'pause 1',
      'wearable-failed not-found',
      'pause 2',
    ]);
    expect(world.happened).toContain('history');
  });

  it('is not read when it is none of its family', async () => {
    world.family = { ...world.familyWith({}), requires: ['fff0'] };
    await world.keep();
    expect(world.happened).not.toContain('open');
    expect(world.happened).toContain('wearable-failed not-a-band');
    expect(world.happened).toContain('closed');
  });

  it('whose step never ends loses the link when its time is over', async () => {
    world.family = world.familyWith({}, () => world.link.lifeline.bounded('Opening', 60_000, () => undefined));
    await world.keep({ authenticateMs: 20 });
    expect(world.happened).toContain('wearable-failed closed');
    expect(world.happened).not.toContain('history');
  });

  it('has what it told stored when the link breaks, before it is looked for again', async () => {
    let told: Batch | undefined;
    world.family = { ...world.familyWith({ live: () => told }), memory: 'none' };
    const pause = async (milliseconds: number): Promise<void> => {
      await world.ports.pause(milliseconds, world.ports.stopped);
      told ??= world.beats(NOW - 60);
      world.link.lifeline.end(new WearableError('link-lost', 'Lost.'));
    };
    await world.keep({}, { pause });
    const order = world.happened.filter((one) => /acknowledged|failed|scan/.test(one));
    expect(order.slice(0, 4)).toEqual([
      `scan ${ADDRESS}`,
      'wearable-failed link-lost',
      'acknowledged',
      `scan ${ADDRESS}`,
    ]);
    expect((await world.wearable())?.cursor).toBe(NOW);
  });

  it('is a crash when the vault cannot be used', async () => {
    world.family = world.familyWith({ live: () => world.beats(NOW - 60) });
    const broken = Object.assign(Object.create(world.vault) as SqliteVault, {
      ...{
        wearables: world.vault.wearables.bind(world.vault),
        erasures: world.vault.erasures.bind(world.vault),
        size: world.vault.size.bind(world.vault),
      },
      dayKeys: async () => {
        throw new Error('the disk is gone');
      },
    });
    await expect(world.keep({}, { vault: broken })).rejects.toThrow('the disk is gone');
    expect(world.happened).not.toContain('acknowledged');
  });
});

describe('a wearable with less than others', () => {
  it('is read and listened to without a battery that can be read', async () => {
    world.family = world.familyWith({ battery: () => failing('refused') });
    await world.keep({ once: true });
    expect(world.happened).toContain('wearable-silent refused');
    expect((await world.wearable())?.synchronised).toBe(NOW);
  });

  it('that keeps nothing and tells nothing holds nothing back', async () => {
    world.family = { ...world.familyWith({}), memory: 'none' };
    await world.keep({ once: true });
    expect((await world.wearable())?.cursor).toBe(NOW);
  });

  it('that told before has its cursor moved by what it tells alone', async () => {
    world.family = { ...world.familyWith({}), memory: 'none' };
    await world.vault.note(1, { cursor: NOW - 600 });
    await world.keep({ once: true });
    expect((await world.wearable())?.cursor).toBe(NOW - 600);
  });
});

it('a wearable that is taken off the allow-list is let go', async () => {
  world.family = world.familyWith({ battery: async () => void (await world.vault.unpair(ADDRESS)) });
  await world.keep();
  expect(world.happened.at(-1)).toBe('closed');
  expect(world.happened.filter((one) => one === 'history')).toHaveLength(1);
});
