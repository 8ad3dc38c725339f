import { cryptoReady, vaultKey } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AFTERWARDS, closedDayWithLateHour } from '../test/late-hour.js';
import { DAY, VaultWorld } from '../test/vault-world.js';
import { VAULT_REFUSALS } from './core/refusal-words/vault-refusals.js';
import { AgentError } from './error.js';
import type { Vault } from './ports.js';
import { sealLate } from './seal-late.js';
import { sealWaiting } from './seal-waiting.js';

let world: VaultWorld;
let reported: string[];

beforeAll(() => cryptoReady);
beforeEach(async () => {
  [world, reported] = [await VaultWorld.open(), []];
  await closedDayWithLateHour(world);
});
afterEach(() => world.close());

const ports = () => ({
  ...world.ports,
  clock: () => AFTERWARDS,
  report: (event: string, { code }: { readonly code?: string } = {}) => void reported.push(`${event} ${code}`),
});
const seal = (changed: Partial<ReturnType<typeof ports>> = {}): Promise<number> =>
  sealWaiting({ ...ports(), ...changed }, world.person, vaultKey(world.root));
const waiting = async (): Promise<readonly string[]> =>
  (await world.ports.vault.touchedDays()).filter((each) => each.waiting).map(({ day }) => day);

describe('sealing what waits, when the passphrase is there', () => {
  it('leaves to its turn what needs no passphrase, seals what waits for it, and once', async () => {
    expect(await seal()).toBe(0);
    expect((await world.ports.vault.touchedDays()).map(({ day }) => day)).toEqual([DAY]);
    await sealLate(ports(), world.person);
    expect(await waiting()).toEqual([DAY]);
    expect(await seal()).toBe(3);
    expect(await waiting()).toEqual([]);
    expect(await seal()).toBe(0);
  });

  it.each(['disk-full', 'vault-damaged'] as const)(
    'goes on where it fails (%s), says so, and leaves it waiting',
    async (code) => {
      await sealLate(ports(), world.person);
      const failing = async (): Promise<never> => {
        throw new AgentError(code, VAULT_REFUSALS.busy);
      };
      const vault: Vault = new Proxy(world.ports.vault, {
        get: (target, name) => {
          if (name === 'sealedWindows') return failing;
          const value = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      expect(await seal({ vault })).toBe(0);
      expect(reported).toEqual([`late-not-sealed ${code}`]);
      expect(await waiting()).toEqual([DAY]);
    },
  );
});
