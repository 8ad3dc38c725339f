import { expect, it } from 'vitest';
import { killOften } from './killed-often.js';

it('an agent killed five times at random moments: no sample is lost, no envelope doubled', {
  timeout: 180_000,
}, async () => {
  const { kills, numbers, untouched, checks } = await killOften(4, { seed: 7, most: 5 });
  expect(numbers).toEqual(untouched);
  expect(checks).not.toContain(false);
  expect(kills).toBeGreaterThan(1);
});
