import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady, decodeSummary, openBox, type Sample } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SmallLog } from '../test/fakes.js';
import { DAY, dayBounds, NEXT, VaultWorld } from '../test/vault-world.js';
import { windowPorts } from '../test/window-ports.js';
import { openStore } from './adapters/sqlite-store.js';
import { checkRoom, type ForgettingPorts, forgetOldSamples } from './bounds.js';
import { dataKeyOf } from './core/day-keys.js';
import type { Outbox } from './ports.js';
import { sealDueWindows } from './seal-windows.js';

beforeAll(() => cryptoReady);

const AFTER = '2026-03-12';

async function deliverTo(outbox: Outbox, received: number, proven = received): Promise<void> {
  const leaves = await outbox.unproven(proven);
  await outbox.markProven(
    leaves.map((leaf, index) => ({ leaf, index })),
    { checkpoint: new TextDecoder().decode(new SmallLog().checkpoint()), scanned: 0 },
  );
  await outbox.markReceived(received, [], 1);
}

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
    const { start, end } = dayBounds(NEXT);
    await world.read(
      world.batchOf(dayBounds(DAY).start, start),
      world.batchOf(start, end),
      world.batchOf(end, end + 7200),
    );
    await sealDueWindows(world.ports, world.person, true);
  });
  afterEach(() => world.close());

  const forget = (today = '2026-03-20'): Promise<void> => {
    const clock = (): number => dayBounds(today).start;
    const report = (event: string): unknown => events.push(event);
    return forgetOldSamples({ ...windowPorts(world, clock), report }, world.person, 9);
  };
  const deliver = (received: number, proven: number): Promise<void> => deliverTo(world.ports.outbox, received, proven);

  /** Sequence of the last envelope of a day. */
  const lastOf = async (day: string): Promise<number> =>
    (await world.envelopes()).findLast(({ windowStart }) => windowStart < dayBounds(day).end)?.sequence ?? 0;

  it('go while envelopes of later days wait, as for ever where nothing arrives any more', async () => {
    const { start, end } = dayBounds(AFTER);
    const { envelopes } = await world.ports.outbox.counts();
    await deliver(envelopes, envelopes);
    await world.read(world.batchOf(start + 7200, end + 43_200));
    await sealDueWindows(world.ports, world.person, true);
    expect((await world.ports.outbox.counts()).envelopes).toBeGreaterThan(envelopes);
    await forget();
    expect([await world.ports.vault.daysHeld(DAY), events]).toEqual([
      [NEXT, AFTER, '2026-03-13'],
      ['samples-forgotten'],
    ]);
  });

  it.each(['2026-03-21', '2036-03-12'])(
    'stay where the clock says %s and no window reaches what it would have forgotten',
    async (ahead) => {
      const { envelopes } = await world.ports.outbox.counts();
      await deliver(envelopes, envelopes);
      await forget(ahead);
      expect([await world.ports.vault.daysHeld(DAY), events]).toEqual([[DAY, NEXT, AFTER], []]);
    },
  );

  it.each([
    ['received', 1, 0],
    ['proven', 0, 1],
  ] as const)(
    'stay as long as one envelope of them, or of the day after, is not %s',
    async (_, unreceived, unproven) => {
      const last = await lastOf(NEXT);
      await deliver(last - unreceived, last - unproven);
      await forget();
      expect([await world.ports.vault.daysHeld(DAY), events]).toEqual([[DAY, NEXT, AFTER], []]);
      await deliver(last, unproven);
      await forget();
      expect([await world.ports.vault.daysHeld(DAY), events]).toEqual([[NEXT, AFTER], ['samples-forgotten']]);
    },
  );

  describe('of two days', () => {
    const forgetWith = (pause: ForgettingPorts['pause'], stopped = new AbortController().signal): Promise<void> => {
      const ports = windowPorts(world, () => dayBounds('2026-03-21').start);
      return forgetOldSamples({ ...ports, pause, stopped, report: (event) => events.push(event) }, world.person, 9);
    };

    beforeEach(async () => {
      await world.read(world.batchOf(dayBounds(AFTER).start + 7200, dayBounds(AFTER).end + 7200));
      await sealDueWindows(world.ports, world.person, true);
      await deliverTo(world.ports.outbox, (await world.ports.outbox.head()).sequence);
    });

    it('go one at a time, and others have their turn between them', async () => {
      const held: unknown[] = [];
      await forgetWith(async () => void held.push(await world.ports.vault.daysHeld(DAY)));
      expect([held, events]).toEqual([
        [
          [NEXT, AFTER, '2026-03-13'],
          [AFTER, '2026-03-13'],
        ],
        ['samples-forgotten'],
      ]);
    });

    it('stay as they are from where it is told to stop', async () => {
      const stop = new AbortController();
      await forgetWith(async () => stop.abort(), stop.signal);
      expect(await world.ports.vault.daysHeld(DAY)).toEqual([NEXT, AFTER, '2026-03-13']);
    });

    it('stay where what came meanwhile still wants them', async () => {
      await forgetWith(async () => {
        const { start } = dayBounds(NEXT);
        await world.ports.vault.store([], {
          ...{ wearable: 1, to: undefined, mark: undefined, from: { raw: 0, hour: 0, day: 0 } },
          ...{ counts: { steps: 0, 'heart-rate': 0, sleep: 0 } },
          touched: [{ day: NEXT, from: start, until: start + 60 }],
        });
      });
      expect(await world.ports.vault.daysHeld(DAY)).toEqual([NEXT, AFTER, '2026-03-13']);
    });
  });

  it('go then, and the keys of their day, the totals and every other day stay', async () => {
    const { envelopes } = await world.ports.outbox.counts();
    const before = await world.ports.vault.sampleCounts();
    const { bytes } = await world.ports.vault.size();
    await deliver(envelopes, envelopes);
    await forget();
    const { vault } = world.ports;
    expect([await vault.daysHeld(DAY), events]).toEqual([[NEXT, AFTER], ['samples-forgotten']]);
    expect(await vault.dayKeys(DAY, DAY)).toHaveLength(1);
    expect(await vault.sampleCounts()).toEqual(before);
    expect((await vault.size()).bytes).toBeLessThan(bytes);
    expect(await vault.check()).toEqual([]);
  });
});

describe('a night that began on the last day that is forgotten', () => {
  it('counts whole on the day after, which was not sealed yet as after an absence of so long', async () => {
    const world = await VaultWorld.open();
    const { vault, outbox } = world.ports;
    const [midnight, { end }] = [dayBounds(DAY).end, dayBounds(NEXT)];
    const night: Sample[] = [];
    for (let start = midnight - 7200; start < midnight; start += 60) {
      night.push({ metric: 'sleep', start, duration: 60, stage: 'light' });
    }
    const whole = world.batchOf(dayBounds(DAY).start, midnight);
    await world.read({ ...whole, samples: [...whole.samples, ...night] }, world.batchOf(midnight, midnight + 7200));
    await sealDueWindows(world.ports, world.person, true);
    expect((await vault.positions())?.day).toBe(midnight);
    await deliverTo(outbox, (await outbox.head()).sequence);
    await forgetOldSamples(
      windowPorts(world, () => dayBounds('2026-03-20').start),
      world.person,
      9,
    );
    await world.read(world.batchOf(midnight + 7200, end), world.batchOf(end, end + 7200));
    await sealDueWindows(world.ports, world.person, true);
    const sealed = (await world.envelopes()).find(
      (each) => each.granularity === 'day' && each.windowStart === midnight,
    );
    if (sealed === undefined) throw new Error('no envelope of the day');
    const summary = decodeSummary(openBox(sealed, 'sleep', dataKeyOf(await world.keysOf(NEXT), 'sleep', 'day')));
    expect(summary.values).toMatchObject({ periods: [[midnight - 7200, midnight + 6 * 3600]] });
    await world.close();
  });
});
