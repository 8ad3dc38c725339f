import { join } from 'node:path';
import {
  cryptoReady,
  decodeSeries,
  decodeSummary,
  METRICS,
  type Metric,
  openBox,
  type Sample,
  vaultKey,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, dayBounds, NEXT, samplesOf, VaultWorld } from '../test/vault-world.js';
import { openVault } from './adapters/sqlite-open.js';
import { dataKeyOf } from './core/day-keys.js';
import { type OwnSamples, ownSamples, type SampleAsk } from './own-samples.js';
import { sealDueWindows } from './seal-windows.js';

const AFTER = '2026-03-12';

let world: VaultWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(AFTER).start));
});
afterEach(() => world.close());

const BOTH: SampleAsk = { from: DAY, until: NEXT, metrics: METRICS, granularity: 'day', vaultKey: undefined };
const shown = (changed: Partial<SampleAsk> = {}): Promise<OwnSamples> =>
  ownSamples(world.ports, world.person, { ...BOTH, ...changed });
const opened = (changed: Partial<SampleAsk> = {}): Promise<OwnSamples> =>
  shown({ vaultKey: vaultKey(world.root), ...changed });
const close = (): Promise<number> => sealDueWindows(world.ports, world.person, true);
const byPlace = (a: Sample, b: Sample): number => a.start - b.start || a.metric.localeCompare(b.metric);

describe('what is shown is what is sealed', () => {
  it.each(['day', 'hour'] as const)('by %s: the summary of every box, to the number', async (granularity) => {
    const { days } = await shown({ granularity });
    await close();
    const envelopes = await world.envelopes();
    for (const { day, windows = [] } of days) {
      const keys = await world.keysOf(day);
      for (const { start, values, wornSeconds } of windows) {
        const envelope = envelopes.find((each) => each.granularity === granularity && each.windowStart === start);
        if (envelope === undefined) throw new Error('no envelope');
        const open = (metric: Metric) => decodeSummary(openBox(envelope, metric, dataKeyOf(keys, metric, granularity)));
        expect(METRICS.map((metric) => open(metric).values)).toEqual(values);
        expect(open('steps').wornSeconds).toBe(wornSeconds);
      }
    }
    expect(days.map(({ windows }) => windows?.length)).toEqual(granularity === 'day' ? [1, 1] : [24, 24]);
  });

  it('by sample: the series of every box together', async () => {
    const { days } = await shown({ granularity: 'raw', until: DAY });
    await close();
    const keys = await world.keysOf(DAY);
    const sealed = (await world.envelopes())
      .filter(({ granularity, windowStart }) => granularity === 'raw' && windowStart < dayBounds(DAY).end)
      .flatMap((envelope) =>
        METRICS.flatMap(
          (metric) =>
            decodeSeries(openBox(envelope, metric, dataKeyOf(keys, metric, 'raw')), envelope.windowStart).samples,
        ),
      );
    expect([...(days[0]?.samples ?? [])].sort(byPlace)).toEqual(sealed.sort(byPlace));
    expect(days[0]?.samples).toHaveLength(samplesOf(dayBounds(DAY).start, dayBounds(DAY).end).length);
  });

  it('when two wearables measured the same minutes: one of them counts', async () => {
    const twice = world.batchOf(dayBounds(DAY).start, dayBounds(DAY).start + 3600);
    await world.hear(twice, 'none');
    const { days } = await shown({ until: DAY, metrics: ['steps'] });
    expect(days[0]?.windows?.[0]?.values).toMatchObject([{ metric: 'steps', total: 24 * (59 * 30) }]);
  });
});

describe('a selection', () => {
  it('has the metrics that were asked for, and the days of which something is held', async () => {
    const { days } = await shown({ metrics: ['sleep'], from: '2020-01-01', until: '2030-01-01' });
    expect(days.map(({ day }) => day)).toEqual([DAY, NEXT]);
    expect(
      days.flatMap(({ windows = [] }) => windows.flatMap(({ values }) => values.map(({ metric }) => metric))),
    ).toEqual(['sleep', 'sleep']);
  });

  it('shows no window that has not begun', async () => {
    const clock = () => dayBounds(NEXT).start + 2 * 3600 + 1;
    const own = await ownSamples({ ...world.ports, clock }, world.person, { ...BOTH, granularity: 'hour' });
    expect(own.days.map(({ windows }) => windows?.length)).toEqual([24, 3]);
  });

  it('is empty where nothing was measured', async () => {
    const empty = await VaultWorld.open();
    const own = await ownSamples(empty.ports, empty.person, BOTH);
    await empty.close();
    expect(own).toEqual({ days: [], closed: [], damaged: [], notAsSealed: [] });
  });
});

describe('a day that is closed', () => {
  beforeEach(close);

  it('stays closed without the passphrase, and so does a night that began in it', async () => {
    expect(await shown()).toEqual({ days: [], closed: [DAY, NEXT], damaged: [], notAsSealed: [] });
    const { days, closed } = await shown({ metrics: ['steps'] });
    expect([days.map(({ day }) => day), closed]).toEqual([[NEXT], [DAY]]);
  });

  it('opens with the vault’s key to the same numbers as before', async () => {
    const before = await opened();
    expect(before).toMatchObject({ closed: [], damaged: [] });
    expect(before.days.map(({ windows }) => windows?.[0]?.values[0])).toMatchObject([
      { total: 24 * (59 * 30) },
      { total: 24 * (59 * 30) },
    ]);
  });

  it('is not shown in part when late history reopened it', async () => {
    await world.hear(world.batchOf(dayBounds(DAY).start, dayBounds(DAY).start + 3600), 'none');
    expect((await shown({ metrics: ['steps'] })).closed).toEqual([DAY]);
    expect((await opened()).closed).toEqual([]);
  });
});

describe('a flipped bit', () => {
  const flip = (table: 'chunk' | 'day_keys', where: string): void => {
    const { db } = openVault(join(world.folder, 'vault.db')).ledger;
    const row = db.prepare<[], { sealed: Uint8Array }>(`SELECT sealed FROM ${table} WHERE ${where}`).get();
    const flipped = new Uint8Array(row?.sealed ?? []);
    flipped[50] = (flipped[50] ?? 0) ^ 4;
    db.prepare(`UPDATE ${table} SET sealed = ? WHERE ${where}`).run(flipped);
    db.close();
  };

  it('in samples is noticed, and the day is not shown; other days are', async () => {
    flip('chunk', `id = (SELECT max(id) FROM chunk WHERE day = '${NEXT}')`);
    await world.read(world.batchOf(dayBounds(AFTER).start, dayBounds('2026-03-14').start));
    const { days, damaged } = await shown({ until: '2026-03-13', metrics: ['steps'] });
    expect([days.map(({ day }) => day), damaged]).toEqual([['2026-03-13'], [DAY, NEXT, AFTER]]);
  });

  it('in the sealed keys of a closed day is noticed', async () => {
    await close();
    flip('day_keys', `day = '${DAY}'`);
    expect(await opened()).toMatchObject({ days: [], damaged: [DAY, NEXT] });
  });
});
