import sodium from 'libsodium-wrappers';
import { expect, it } from 'vitest';
import { flood } from '../test/flood.js';

it('an anchor and a witness keep nothing of ten minutes of garbage, and go on', async () => {
  await sodium.ready;
  const outcome = await flood({ seconds: 600, seed: 1 });
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  expect(outcome.requests).toBeGreaterThan(10_000);
  expect(outcome.statuses).not.toHaveProperty('500');
  for (const { warm, end, most, handles } of [outcome.anchor, outcome.witness]) {
    expect(end - warm).toBeLessThan(24);
    expect(most).toBeLessThan(256);
    expect(handles).toBeLessThan(200);
  }
}, 900_000);
