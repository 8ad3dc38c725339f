import { cryptoReady } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { brokerAway } from '../test/broker-away.js';

it('72 hours without a broker are kept in at most 64 MiB, and drained within a minute of its return', async () => {
  await cryptoReady;
  const { envelopes, mebibytes, seconds } = await brokerAway(72);
  process.stderr.write(`72 h away: ${envelopes} envelopes, ${mebibytes.toFixed(1)} MiB, ${seconds.toFixed(1)} s\n`);
  expect(envelopes).toBeGreaterThanOrEqual(3 * 121 - 5);
  expect(mebibytes).toBeLessThan(64);
  expect(seconds).toBeLessThan(60);
}, 600_000);
