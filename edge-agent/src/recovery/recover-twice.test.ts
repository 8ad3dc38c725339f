import { join } from 'node:path';
import { cryptoReady, vaultKey } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lock } from '../../test/open-lock.js';
import { RecoveryWorld } from '../../test/recovery-world.js';
import { DAY } from '../../test/vault-world.js';
import { openStore } from '../adapters/sqlite-store.js';
import { reconcile } from '../core/reconcile.js';
import type { Vault } from '../ports.js';
import { loadSources } from '../stored-samples.js';
import type { RecoverPorts } from './recover.js';

let world: RecoveryWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await RecoveryWorld.open();
});
afterEach(() => world.close());

/** How much was measured, and the sum of it. */
async function measured(vault: Vault): Promise<unknown> {
  const reader = { zone: 'Europe/Brussels', vaultKey: vaultKey(world.first.root) };
  const { samples } = reconcile(await loadSources(vault, reader, [DAY, '2026-03-12']));
  return [[...samples].length, [...samples].reduce((sum, { start }) => sum + start, 0)];
}

describe('recovered twice at once, a new machine', () => {
  /** As with a salt that is drawn each time. */
  const wrapping: RecoverPorts['lock'] = {
    ...lock,
    wrap: async (...args) => ({ ...(await lock.wrap(...args)), salt: world.ports.entropy(16) }),
  };
  let second: ReturnType<typeof openStore>;
  beforeEach(() => {
    second = openStore(join(world.folder, 'vault.db'));
  });
  afterEach(() => second.vault.close());

  it('has every sample once: whoever began later takes over, with the same key, and the first writes no more', async () => {
    const before = await measured(world.first.ports.vault);
    const slow = new Proxy(world.stored, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...args: readonly unknown[]): Promise<unknown> => {
          const answer: unknown = await value.apply(target, args);
          if (name === 'addAgent') {
            const told = await world.recover({}, { ...second, lock: wrapping });
            expect(told).toMatchObject({ agent: 2, findings: [] });
          }
          return answer;
        };
      },
    });
    const first = world.recover({}, { lock: wrapping, coachApi: () => slow });
    await expect(first).rejects.toMatchObject({ code: 'superseded' });
    expect(await measured(second.vault)).toEqual(before);
    expect(await second.vault.sampleCounts()).toEqual(await world.first.ports.vault.sampleCounts());
    expect(world.stored.registered.map(({ agent }) => agent)).toEqual([1, 2]);
  });

  it('loses no key that was registered: whoever saw nobody there touches nothing', async () => {
    const late: RecoverPorts['lock'] = {
      ...wrapping,
      wrap: async (...args) => {
        await world.recover({}, { lock: wrapping });
        return wrapping.wrap(...args);
      },
    };
    await expect(world.recover({}, { ...second, lock: late })).rejects.toMatchObject({ code: 'already-enrolled' });
    expect(await second.vault.identity()).toMatchObject({ agent: 2, registered: true });
    expect(world.stored.registered).toHaveLength(2);
    expect(await measured(second.vault)).toEqual(await measured(world.first.ports.vault));
  });
});
