import { describe, expect, it } from 'vitest';
import { answersEveryCommandOnce, carriesDataOnceInOrder } from '../test/properties.js';

const RUNS = 20_000;
const SEEDS = [1, 2, 3] as const;
const PATIENCE_MS = 600_000;

describe('whatever happens, for long', () => {
  it.each(SEEDS)('every command is answered exactly once (seed %i)', { timeout: PATIENCE_MS }, (seed) => {
    expect(() => answersEveryCommandOnce({ numRuns: RUNS, seed })).not.toThrow();
  });

  it.each(SEEDS)('data arrives exactly once and in order (seed %i)', { timeout: PATIENCE_MS }, (seed) => {
    expect(() => carriesDataOnceInOrder({ numRuns: RUNS, seed })).not.toThrow();
  });
});
