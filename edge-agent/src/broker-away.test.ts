import { cryptoReady } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { brokerAway } from '../test/broker-away.js';

it('three hours without a broker are kept, and drained within a minute of its return', async () => {
  await cryptoReady;
  const { envelopes, mebibytes, seconds } = await brokerAway(3);
  expect(envelopes).toBeGreaterThanOrEqual(14);
  expect(mebibytes).toBeLessThan(8);
  expect(seconds).toBeLessThan(60);
}, 180_000);
