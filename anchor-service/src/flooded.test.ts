import sodium from 'libsodium-wrappers';
import { expect, it } from 'vitest';
import { flood } from '../test/flood.js';

it('an anchor and a witness stay within their bounds in a flood of garbage, and go on', async () => {
  await sodium.ready;
  const { anchor, witness, ...outcome } = await flood({ seconds: 4, seed: 6 });
  expect(outcome.requests).toBeGreaterThan(50);
  expect(outcome.messages).toBeGreaterThan(50);
  // What answered 500 had not been foreseen.
  expect(outcome.statuses).not.toHaveProperty('500');
  for (const { most, handles } of [anchor, witness]) {
    expect(most).toBeLessThan(200);
    expect(handles).toBeLessThan(200);
  }
}, 120_000);
