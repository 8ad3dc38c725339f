import { cryptoReady, identityKey, toBase64Url, vaultKey } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { NOW, RecoveryWorld } from '../../test/recovery-world.js';
import { DAY, NEXT } from '../../test/vault-world.js';
import { reconcile } from '../core/reconcile.js';
import { keepPins } from '../new-agent.js';
import { loadSources } from '../stored-samples.js';

const ZONE = 'Europe/Brussels';
let world: RecoveryWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await RecoveryWorld.open();
});
afterEach(() => world.close());

const startsBy = async (vault: RecoveryWorld['ports']['vault']): Promise<readonly number[]> => {
  const reader = { zone: ZONE, vaultKey: vaultKey(world.first.root) };
  const { samples } = reconcile(await loadSources(vault, reader, [DAY, NEXT]));
  return samples.map(({ start }) => start).sort((a, b) => a - b);
};

it('keeps the days of this machine where the pins were kept by an agent older than pinned zones', async () => {
  const before = await startsBy(world.first.ports.vault);
  const { identity } = world;
  const older = { ...identity, pins: { ...identity.pins, zone: '' } };
  world.stored.kept = toBase64Url(keepPins(() => NOW, older, identityKey(world.first.root)));
  await world.recover();
  expect((await world.ports.vault.identity())?.pins.zone).toBe(ZONE);
  expect(before.length).toBeGreaterThan(0);
  expect(await startsBy(world.ports.vault)).toEqual(before);
});
