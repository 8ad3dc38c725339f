import { expect, it } from 'vitest';
import { killOften } from './killed-often.js';

const KILLS = 200;
/** What an agent promises, in milliseconds; the figures are printed. */
const LONGEST_RESTART = 5_000;

it('an agent killed two hundred times: no sample is lost, no envelope doubled', { timeout: 3_600_000 }, async () => {
  const restarts: number[] = [];
  let kills = 0;
  for (let seed = 1; kills < KILLS; seed++) {
    const killed = await killOften(30, { seed, most: KILLS - kills });
    expect(killed.numbers, `seed ${seed}`).toEqual(killed.untouched);
    expect(killed.checks).not.toContain(false);
    kills += killed.kills;
    restarts.push(...killed.restarts);
  }
  restarts.sort((a, b) => a - b);
  const [median, highest] = [restarts[restarts.length >> 1], restarts.at(-1)];
  process.stdout.write(
    `kills ${kills}, ${restarts.length} of run; restart to work: median ${median} ms, highest ${restarts.slice(-5)} ms\n`,
  );
  // The others struck an enrolment or a grant, or were the last of their seed.
  expect(restarts.length).toBeGreaterThan(KILLS / 2);
  expect(highest).toBeLessThan(LONGEST_RESTART);
});
