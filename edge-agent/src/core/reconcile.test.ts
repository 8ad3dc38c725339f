import type { Sample } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reconcile, type Source } from './reconcile.js';

const T = 1_780_000_020;
const steps = (minute: number, value: number, duration = 60): Sample => ({
  metric: 'steps',
  start: T + minute * 60,
  duration,
  value,
});
const beat = (minute: number, value: number, second = 0): Sample => ({
  metric: 'heart-rate',
  start: T + minute * 60 + second,
  value,
});
const light = (minute: number): Sample => ({ metric: 'sleep', start: T + minute * 60, duration: 60, stage: 'light' });

const source = (wearable: number, samples: readonly Sample[], more: Partial<Source> = {}): Source => ({
  wearable,
  told: false,
  samples,
  worn: [{ start: T, duration: 86_400 }],
  ...more,
});
const valuesOf = (sources: readonly Source[]): unknown[] =>
  reconcile(sources).samples.map((sample) => (sample.metric === 'sleep' ? sample.stage : sample.value));

describe('two wearables that measured the same minute', () => {
  it('are never added up: the one that was paired first counts', () => {
    expect(valuesOf([source(2, [steps(0, 70)]), source(1, [steps(0, 60)])])).toEqual([60]);
  });

  it('fill each other’s gaps', () => {
    const [first, second] = [source(1, [steps(0, 10), steps(2, 30)]), source(2, [steps(0, 11), steps(1, 22)])];
    expect(valuesOf([first, second])).toEqual([10, 22, 30]);
  });

  it('count apart for each metric', () => {
    expect(valuesOf([source(1, [steps(0, 10)]), source(2, [steps(0, 11), beat(0, 61), light(0)])])).toEqual([
      10,
      61,
      'light',
    ]);
  });

  it('count from the wrist before the table: one that was not worn fills gaps only', () => {
    const table = source(1, [steps(0, 0), steps(1, 0), steps(2, 0)], { worn: [] });
    expect(valuesOf([table, source(2, [steps(1, 80)])])).toEqual([0, 80, 0]);
  });

  it('keep all heart rates of a minute from one wearable', () => {
    const first = source(1, [beat(0, 60, 5), beat(0, 61, 5), beat(0, 62, 30)]);
    expect(valuesOf([first, source(2, [beat(0, 90, 1), beat(1, 91)])])).toEqual([60, 61, 62, 91]);
  });

  it('leave a long sample out whole where it reaches into a minute that is taken, and never cut it', () => {
    const gap = source(2, [steps(0, 500, 600)], { worn: [] });
    expect(valuesOf([source(1, [steps(9, 40)]), gap])).toEqual([40]);
    expect(valuesOf([source(1, [steps(10, 40)]), gap])).toEqual([500, 40]);
  });
});

it('what one wearable told minute by minute does not stand in the way of what it caught up on', () => {
  const told = source(1, [steps(0, 12, 30), { ...steps(0, 3000, 7200), start: T + 30 }], {
    told: true,
    worn: [{ start: T, duration: 30 }],
  });
  expect(valuesOf([told])).toEqual([12, 3000]);
});

describe('what one wearable told and also kept', () => {
  it('counts once, as it was kept', () => {
    const told = source(1, [steps(0, 9), beat(0, 70, 1), beat(0, 71, 2)], { told: true });
    expect(valuesOf([told, source(1, [steps(0, 10), beat(0, 70)])])).toEqual([10, 70]);
  });

  it('counts as it was told where the wearable lost what it kept', () => {
    const told = source(1, [steps(0, 9), steps(1, 8)], { told: true });
    expect(valuesOf([told, source(1, [steps(0, 10)])])).toEqual([10, 8]);
  });
});

it('whatever is reconciled is in order, free of overlaps, and of one source a minute', () => {
  const sample = fc.oneof(
    fc
      .tuple(fc.nat(60), fc.nat(99), fc.constantFrom(60, 600, 30))
      .map(([minute, value, duration]) => steps(minute, value, duration)),
    fc
      .tuple(fc.nat(60), fc.integer({ min: 40, max: 90 }), fc.nat(59))
      .map(([m, value, second]) => beat(m, value, second)),
    fc.nat(60).map(light),
  );
  const sources = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.array(sample, { maxLength: 40 }), fc.boolean())
      .map(([wearable, told, samples, worn]) => source(wearable, samples, { told, ...(worn ? {} : { worn: [] }) })),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(sources, (all) => {
      const { samples } = reconcile(all);
      const ends = new Map<string, number>();
      const given = new Set(all.flatMap((one) => one.samples.map((each) => JSON.stringify(each))));
      for (const each of samples) {
        expect(given.has(JSON.stringify(each))).toBe(true);
        expect(each.start).toBeGreaterThanOrEqual(ends.get(each.metric) ?? 0);
        ends.set(each.metric, each.metric === 'heart-rate' ? each.start : each.start + each.duration);
      }
    }),
  );
});
