import { describe, expect, it } from 'vitest';
import { Air } from './air.js';
import { RadioError } from './error.js';
import type { AirOptions } from './options.js';
import type { Signal } from './signal.js';

const A = 'c0:00:00:00:00:01';
const B = 'c0:00:00:00:00:02';

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof RadioError ? error.code : String(error);
  }
}

describe('the options of an air', () => {
  it.each<AirOptions>([
    { seed: -1 },
    { seed: 2 ** 32 },
    { seed: 0.5 },
    { pace: 0 },
    { pace: 1.5 },
    { loss: -0.1 },
    { loss: 1.1 },
    { corruption: 2 },
    { hciCorruption: Number.NaN },
  ])('are refused out of their range: %j', (options) => {
    expect(codeOf(() => new Air(options))).toBe('bad-option');
  });

  it.each<AirOptions>([{ seed: 0 }, { seed: 2 ** 32 - 1 }, { pace: 1 }, { loss: 1 }, { corruption: 0 }])(
    'are taken at the ends of it: %j',
    (options) => {
      expect(codeOf(() => new Air(options))).toBe('none');
    },
  );
});

describe('a signal', () => {
  it.each<[string, string, Signal]>([
    [A, B, -128],
    [A, B, 21],
    [A, B, -60.5],
    [A, B, Number.NaN],
    [A, A, -60],
    ['C0:00:00:00:00:01', B, -60],
    [A, 'band', -60],
  ])('from %s to %s of %s is refused', (a, b, signal) => {
    expect(codeOf(() => new Air().setSignal(a, b, signal))).toBe('bad-option');
  });

  it.each<Signal>([-127, 20, 'out-of-range'])('of %s is taken', (signal) => {
    expect(codeOf(() => new Air().setSignal(A, B, signal))).toBe('none');
  });
});
