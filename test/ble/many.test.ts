import { expect, it } from 'vitest';
import { countSource, readMany } from './many.js';

it('twenty wearables are read at once over one central, and nothing of any is missing or there twice', async () => {
  const [count, days] = [20, 3];
  const outcome = await readMany(count, days);
  expect(outcome.minutes).toEqual(Array.from({ length: count }, () => days * 1440));
  expect(outcome.samples).toMatchObject(countSource(count, days));
  expect(outcome.left).toBe(0);
});
