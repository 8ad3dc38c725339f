import { cryptoReady } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { struckAll } from '../test/mutations.js';

it('whoever drops, exchanges, replays, cuts, flips and delays between agent and broker is noticed each time, and in the end everything is there once', async () => {
  await cryptoReady;
  const ledger = await struckAll({ seed: 20_261_126, rounds: 1 });
  expect(ledger).toHaveLength(12);
}, 180_000);
