import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, dayBounds, VaultWorld } from '../test/vault-world.js';
import { loadFamilies } from './adapters/families.js';
import { statusOf } from './status.js';

let world: VaultWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  await world.ports.vault.saveIdentity(world.person.identity);
});
afterEach(() => world.close());

const status = async () => statusOf(world.ports, await loadFamilies(), false);

describe('the status', () => {
  it('says of each wearable what is known of it, and that one without sleep of its own has none', async () => {
    await world.ports.vault.pair({ address: 'c0:00:00:00:00:02', family: 'infinitime', key: undefined });
    const { start } = dayBounds(DAY);
    await world.ports.vault.note(1, {
      synchronised: start,
      battery: { percent: 41, charging: true },
      clock: { at: start, drift: -70, from: undefined, set: true },
      device: 'Zepp Band 5',
    });
    expect((await status()).wearables).toEqual([
      {
        wearable: 1,
        address: 'c0:00:00:00:00:01',
        family: 'huami',
        device: 'Zepp Band 5',
        sleep: 'stages',
        synchronised: start,
        battery: { percent: 41, charging: true },
        clock: { wasAheadBy: -70, set: start },
      },
      {
        wearable: 2,
        address: 'c0:00:00:00:00:02',
        family: 'infinitime',
        device: null,
        sleep: 'none',
        synchronised: null,
        battery: null,
        clock: null,
      },
    ]);
  });

  it('tells counts and no key', async () => {
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(DAY).start + 600));
    const { samples, ...rest } = await status();
    expect(samples).toEqual({ steps: 10, 'heart-rate': 10, sleep: 10 });
    const [paired] = await world.ports.vault.wearables();
    expect(JSON.stringify(rest)).not.toContain(Buffer.from(paired?.key ?? []).toString('hex'));
  });

  it('is refused where nobody is enrolled', async () => {
    const empty = await VaultWorld.open();
    await expect(statusOf(empty.ports, new Map(), false)).rejects.toMatchObject({ code: 'not-enrolled' });
    await empty.close();
  });
});
