import { describe, expect, it } from 'vitest';
import { answersEveryCommandOnce, carriesDataOnceInOrder } from '../test/properties.js';

/** Properties.slow.test.ts runs the same for long. */
const RUNS = { numRuns: 300, seed: 20_261_126 };

describe('whatever happens', () => {
  it('a controller neither throws nor hangs, and answers every command exactly once', () => {
    expect(() => answersEveryCommandOnce(RUNS)).not.toThrow();
  });

  it('the data of a living link arrives exactly once and in order', () => {
    expect(() => carriesDataOnceInOrder(RUNS)).not.toThrow();
  });
});
