import { expect, it } from 'vitest';
import { countSource, readMany } from './many.js';

const WEARABLES = 20;
const DAYS = 90;
/** A clock change in March takes an hour out of these days. */
const MINUTES = DAYS * 1440 - 60;

it('twenty wearables with ninety days each are read at once within two minutes and in a memory that does not grow', async () => {
  const outcome = await readMany(WEARABLES, DAYS);
  process.stderr.write(
    `${WEARABLES * MINUTES} minutes in ${outcome.seconds.toFixed(1)} s; heap ${outcome.heapMiB.join(' ')} MiB; peak RSS ${outcome.peakRssMiB} MiB\n`,
  );
  expect(outcome.minutes).toEqual(Array.from({ length: WEARABLES }, () => MINUTES));
  expect(outcome.samples).toMatchObject(countSource(WEARABLES, DAYS));
  expect(outcome.left).toBe(0);
  expect(outcome.seconds).toBeLessThan(120);
  const [first = 0, ...later] = outcome.heapMiB;
  expect(Math.max(...later)).toBeLessThan(first + 24);
}, 600_000);
