import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SmallLog } from '../test/fakes.js';
import { DAY, dayBounds, NEXT, VaultWorld } from '../test/vault-world.js';
import { openStore } from './adapters/sqlite-store.js';
import { checkRoom, forgetOldSamples } from './bounds.js';
import { sealDueWindows } from './seal-windows.js';

beforeAll(() => cryptoReady);

describe('a vault that has reached its limit', () => {
  it('takes no history, and takes it again when there is room', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bounds-'));
    const path = join(folder, 'vault.db');
    for (const [limit, error] of [
      [4096, expect.objectContaining({ code: 'vault-full', fault: 'transient' })],
      [2 ** 30, undefined],
    ] as const) {
      const { vault } = openStore(path, limit);
      expect(await checkRoom(vault).catch((thrown: unknown) => thrown)).toEqual(error);
      await vault.close();
    }
    rmSync(folder, { recursive: true });
  });
});

describe('samples older than they are kept', () => {
  let world: VaultWorld;
  let events: string[];

  beforeEach(async () => {
    [world, events] = [await VaultWorld.open(), []];
    const { start, end } = dayBounds(DAY);
    await world.read(world.batchOf(start, end), world.batchOf(end, end + 7200));
    await sealDueWindows(world.ports, world.person, true);
  });
  afterEach(() => world.close());

  const forget = (today = '2026-03-20'): Promise<void> => {
    const clock = (): number => dayBounds(today).start;
    const report = (event: string): unknown => events.push(event);
    return forgetOldSamples({ ...world.ports, clock, report }, world.person, 9);
  };
  const deliver = async (received: number, proven: number): Promise<void> => {
    const { outbox } = world.ports;
    const leaves = await outbox.unproven(proven);
    await outbox.markProven(
      leaves.map((leaf, index) => ({ leaf, index })),
      { checkpoint: new TextDecoder().decode(new SmallLog().checkpoint()), scanned: 0 },
    );
    await outbox.markReceived(received, [], 1);
  };

  it('go while envelopes of later days wait, as for ever where nothing arrives any more', async () => {
    const start = dayBounds(NEXT).end;
    await world.read(world.batchOf(dayBounds(NEXT).start + 7200, start + 43_200));
    const { envelopes } = await world.ports.outbox.counts();
    await sealDueWindows(world.ports, world.person, true);
    await deliver(envelopes + 130, envelopes + 130);
    expect((await world.ports.outbox.counts()).envelopes).toBeGreaterThan(envelopes + 130);
    await forget();
    expect([await world.ports.vault.daysHeld(DAY), events]).toEqual([[NEXT, '2026-03-12'], ['samples-forgotten']]);
  });

  it.each(['2026-03-21', '2036-03-12'])(
    'stay where the clock says %s and no window reaches what it would have forgotten',
    async (ahead) => {
      const { envelopes } = await world.ports.outbox.counts();
      await deliver(envelopes, envelopes);
      await forget(ahead);
      expect([await world.ports.vault.daysHeld(DAY), events]).toEqual([[DAY, NEXT], []]);
    },
  );

  it('stay as long as one envelope of them, or of the day after, is not both received and proven', async () => {
    const { envelopes } = await world.ports.outbox.counts();
    await forget();
    await deliver(envelopes, envelopes - 1);
    await forget();
    expect([await world.ports.vault.daysHeld(DAY), events]).toEqual([[DAY, NEXT], []]);
  });

  it('go then, and the keys of their day, the totals and every other day stay', async () => {
    const { envelopes } = await world.ports.outbox.counts();
    const before = await world.ports.vault.sampleCounts();
    const { bytes } = await world.ports.vault.size();
    await deliver(envelopes, envelopes);
    await forget();
    const { vault } = world.ports;
    expect([await vault.daysHeld(DAY), events]).toEqual([[NEXT], ['samples-forgotten']]);
    expect(await vault.dayKeys(DAY, DAY)).toHaveLength(1);
    expect(await vault.sampleCounts()).toEqual(before);
    expect((await vault.size()).bytes).toBeLessThan(bytes);
    expect(await vault.check()).toEqual([]);
  });
});
