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

const series: fc.Arbitrary<Series> = fc
  .tuple(stretches, stretches, fc.constantFrom('steps', 'heart-rate', 'sleep'))
  .map(([worn, raw, metric]) => ({
    metric,
    worn: worn.map(({ start, duration }) => ({ start, duration })),
    samples: raw.map(({ start, duration, value }): Sample => {
      if (metric === 'heart-rate') return { metric, start, value: 20 + (value % 231) };
      if (metric === 'steps') return { metric, start, duration, value };
      return { metric, start, duration, stage: SLEEP_STAGES[value % 6] ?? 'asleep' };
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

  it('keeps two heart rates of one second', () => {
    const samples = [beat(FROM, 60), beat(FROM, 61)];
    expect(decodeSeries(encoded('heart-rate', samples), FROM).samples).toEqual(samples);
  });

  it.each([
    ['unsorted', [steps(FROM + 60), steps(FROM)]],
    ['overlapping', [steps(FROM, 60), steps(FROM + 59)]],
    ['before its window', [steps(FROM - 1)]],
    ['days after its window', [steps(FROM + 90_001)]],
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
    expect(codeOf(() => decoded(1, [0, 38]))).toBe('out-of-range');
    expect(codeOf(() => decoded(1, [0, 40]))).toBe('accepted');
    expect(codeOf(() => decoded(0, [0, 60, 0xad, 0x02]))).toBe('out-of-range');
    expect(codeOf(() => decoded(0, [0, 60, 0xac, 0x02]))).toBe('accepted');
    expect(codeOf(() => decoded(0, [0, 0, 0]))).toBe('out-of-range');
    expect(codeOf(() => decoded(0, [0xff, 0xff, 0xff, 0xff, 0x0f, 60, 0]))).toBe('out-of-range');
    expect(codeOf(() => decoded(2, [0, 60, 6]))).toBe('out-of-range');
    expect(codeOf(() => decoded(2, [], [0, 0]))).toBe('out-of-range');
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
