import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCbor } from './cbor.js';
import { codeOf, WINDOW_START } from './records.fixture.js';
import type { Interval, Sample } from './sample.js';
import { SLEEP_STAGES } from './sample.js';
import { decodeSeries, encodeSeries, type Series } from './series.js';

const FROM = WINDOW_START;

/** Stretches in order, each `gap` seconds after the one before. */
const stretches = fc
  .array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 300 }), fc.nat(300)), { maxLength: 30 })
  .map((steps) => {
    let cursor = FROM;
    return steps.map(([gap, duration, value]) => {
      const start = cursor + gap;
      cursor = start + duration;
      return { start, duration, value };
    });
  });

/** None for every third sample, else as many as it gives, some of them the extremes. */
const rrOf = (value: number): { readonly rr?: readonly number[] } =>
  value % 3 === 0
    ? {}
    : { rr: Array.from({ length: 1 + (value % 64) }, (_, i) => [1, 65_535, 800 + value][i % 3] ?? 1) };

const series: fc.Arbitrary<Series> = fc
  .tuple(stretches, stretches, fc.constantFrom('steps', 'heart-rate', 'sleep'))
  .map(([worn, raw, metric]) => ({
    metric,
    worn: worn.map(({ start, duration }) => ({ start, duration })),
    samples: raw.map(({ start, duration, value }): Sample => {
      if (metric === 'heart-rate') return { metric, start, value: 20 + (value % 231), ...rrOf(value) };
      if (metric === 'steps') return { metric, start, duration, value };
      const stage = SLEEP_STAGES[value % 6] ?? 'asleep';
      return value < 200
        ? { metric, start, duration, stage }
        : { metric, start, duration, stage, confidence: value - 200 };
    }),
  }));

const steps = (start: number, duration = 60, value = 10): Sample => ({ metric: 'steps', start, duration, value });
const beat = (start: number, value: number): Sample => ({ metric: 'heart-rate', start, value });
const encoded = (metric: Series['metric'], samples: readonly Sample[], worn: readonly Interval[] = []): Uint8Array =>
  encodeSeries({ metric, worn, samples }, FROM);
const decoded = (code: number, body: readonly number[], worn: readonly number[] = []): Series =>
  decodeSeries(encodeCbor([1, code, Uint8Array.from(worn), Uint8Array.from(body)]), FROM);

describe('a series', () => {
  it('survives a round trip', () => {
    fc.assert(
      fc.property(series, (original) => {
        expect(decodeSeries(encodeSeries(original, FROM), FROM)).toEqual(original);
      }),
    );
  });

  it('of a box keeps to its window: samples start in it, and worn stretches end in it', () => {
    const until = (end: number, samples: readonly Sample[], worn: readonly Interval[] = []): string =>
      codeOf(() => decodeSeries(encoded('steps', samples, worn), FROM, end));
    const [last, late] = [[steps(FROM + 899)], [steps(FROM + 900)]];
    expect([until(FROM + 900, last), until(FROM + 900, late)]).toEqual(['accepted', 'out-of-range']);
    const worn = (duration: number): readonly Interval[] => [{ start: FROM, duration }];
    expect([until(FROM + 900, [], worn(900)), until(FROM + 900, [], worn(901))]).toEqual(['accepted', 'out-of-range']);
    expect(codeOf(() => decodeSeries(encoded('steps', late, worn(901)), FROM))).toBe('accepted');
  });

  it('keeps two heart rates of one second', () => {
    const samples = [beat(FROM, 60), beat(FROM, 61)];
    expect(decodeSeries(encoded('heart-rate', samples), FROM).samples).toEqual(samples);
  });

  it.each([
    ['unsorted', [steps(FROM + 60), steps(FROM)]],
    ['overlapping', [steps(FROM, 60), steps(FROM + 59)]],
    ['before its window', [steps(FROM - 1)]],
    ['days after its window', [steps(FROM + 97_201)]],
    ['without duration', [steps(FROM, 0)]],
    ['longer than a day', [steps(FROM, 86_401)]],
    ['of half a second', [steps(FROM, 0.5)]],
    ['at no time', [steps(Number.NaN)]],
    ['of more than 300 steps a minute', [steps(FROM, 60, 301)]],
    ['of negative steps', [steps(FROM, 60, -1)]],
    ['of half a step', [steps(FROM, 60, 0.5)]],
  ] as const)('that is %s is not written', (_, samples) => {
    expect(codeOf(() => encoded('steps', samples))).toBe('out-of-range');
  });

  it('outside its bounds is neither written nor read', () => {
    for (const value of [19, 251, 60.5, Number.NaN]) {
      expect(codeOf(() => encoded('heart-rate', [beat(FROM, value)]))).toBe('out-of-range');
    }
    expect([20, 250].map((value) => codeOf(() => encoded('heart-rate', [beat(FROM, value)])))).toEqual([
      'accepted',
      'accepted',
    ]);
    expect(codeOf(() => decoded(1, [0, 76]))).toBe('out-of-range');
    expect(codeOf(() => decoded(1, [0, 80]))).toBe('accepted');
    expect(codeOf(() => decoded(0, [0, 60, 0xad, 0x02]))).toBe('out-of-range');
    expect(codeOf(() => decoded(0, [0, 60, 0xac, 0x02]))).toBe('accepted');
    expect(codeOf(() => decoded(0, [0, 0, 0]))).toBe('out-of-range');
    expect(codeOf(() => decoded(0, [0xff, 0xff, 0xff, 0xff, 0x0f, 60, 0]))).toBe('out-of-range');
    expect(codeOf(() => decoded(2, [0, 60, 6]))).toBe('out-of-range');
    expect(codeOf(() => decoded(2, [], [0, 0]))).toBe('out-of-range');
  });

  it('keeps the times between beats with the heart rate that came with them', () => {
    const samples: readonly Sample[] = [{ ...beat(FROM, 60), rr: [1024, 1000] } as Sample, beat(FROM + 1, 61)];
    expect(decodeSeries(encoded('heart-rate', samples), FROM).samples).toEqual(samples);
    // 60 is zigzag 120, doubled and one more for the two intervals; 1024 and -24 follow; then one beat more, alone.
    const body = [0, 0xf1, 0x01, 2, 0x80, 0x10, 47, 1, 4];
    expect(encoded('heart-rate', samples)).toEqual(encodeCbor([1, 1, new Uint8Array(0), Uint8Array.from(body)]));
  });

  it('keeps how sure the wearable is of a stage, from 0 to 100, or that it does not say', () => {
    const sleep = (confidence?: number): Sample => ({
      ...({ metric: 'sleep', start: FROM, duration: 60, stage: 'rem' } as const),
      ...(confidence === undefined ? {} : { confidence }),
    });
    expect(decoded(2, [0, 60, 3]).samples).toEqual([sleep()]);
    expect(decoded(2, [0, 60, 11]).samples).toEqual([sleep(0)]);
    expect(decoded(2, [0, 60, 0xab, 0x06]).samples).toEqual([sleep(100)]);
    expect(codeOf(() => decoded(2, [0, 60, 0xb3, 0x06]))).toBe('out-of-range');
    expect(codeOf(() => encoded('sleep', [sleep(101)]))).toBe('out-of-range');
    expect(codeOf(() => encoded('sleep', [sleep(-1)]))).toBe('out-of-range');
  });

  it('has 1 to 64 times between beats, each of 16 bits and none of nothing', () => {
    const rr = (...times: readonly number[]): Sample => ({ metric: 'heart-rate', start: FROM, value: 60, rr: times });
    const many = (count: number): readonly number[] => Array.from({ length: count }, () => 1000);
    const refused = [rr(), rr(0), rr(65_536), rr(0.5), rr(...many(65))];
    expect(refused.map((sample) => codeOf(() => encoded('heart-rate', [sample])))).toEqual(
      refused.map(() => 'out-of-range'),
    );
    const kept = [rr(1), rr(65_535), rr(...many(64))];
    expect(kept.map((sample) => codeOf(() => encoded('heart-rate', [sample])))).toEqual(kept.map(() => 'accepted'));
    expect(codeOf(() => decoded(1, [0, 0xf1, 0x01, 0]))).toBe('out-of-range');
    expect(codeOf(() => decoded(1, [0, 0xf1, 0x01, 65, ...many(65).map(() => 2)]))).toBe('out-of-range');
    expect(codeOf(() => decoded(1, [0, 0xf1, 0x01, 1]))).toBe('malformed');
    expect(codeOf(() => decoded(1, [0, 0xf1, 0x01, 1, 0]))).toBe('out-of-range');
  });

  it('whose worn stretches overlap is not written', () => {
    const worn = [
      { start: FROM, duration: 60 },
      { start: FROM + 30, duration: 60 },
    ];
    expect(codeOf(() => encoded('steps', [], worn))).toBe('out-of-range');
  });

  it('holds one metric', () => {
    expect(codeOf(() => encoded('steps', [beat(FROM, 60)]))).toBe('malformed');
  });

  it('of another shape is refused', () => {
    const bytes = new Uint8Array(0);
    const shapes = [
      [2, 0, bytes, bytes],
      [1, 3, bytes, bytes],
      [1, -1, bytes, bytes],
      [1, '0', bytes, bytes],
      [1, 0, bytes],
      [1, 0, bytes, bytes, bytes],
      [1, 0, null, bytes],
      [1, 0, bytes, []],
      [1, 0, bytes, Uint8Array.of(0, 60)],
      [1, 0, bytes, Uint8Array.of(0x80)],
      {},
    ];
    expect(shapes.map((shape) => codeOf(() => decodeSeries(encodeCbor(shape), FROM)))).toEqual(
      shapes.map(() => 'malformed'),
    );
  });
});
