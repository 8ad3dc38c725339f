import { cryptoReady } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { struckAll } from '../test/mutations.js';

it.each([1, 2, 3])(
  '96 manipulations of seed %i are each noticed, and in the end everything is there once',
  async (seed) => {
    await cryptoReady;
    const ledger = await struckAll({ seed, rounds: 8 });
    expect(ledger).toHaveLength(96);
  },
  3_600_000,
);
