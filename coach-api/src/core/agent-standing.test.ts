import { expect, it } from 'vitest';
import { barOf, exclusionOf } from './agent-standing.js';

const DAY = 86_400;
const ENDS = 1_000 * DAY;
const agent = { suspended: false, challengeEnds: ENDS, lastSequence: null };

it.each([
  ['before the end', -1, undefined, undefined],
  ['as late data still come', 7 * DAY - 1, undefined, undefined],
  ['a week after the end', 7 * DAY, 'challenge-ended', undefined],
  ['while people may still withdraw and erase', 35 * DAY - 1, 'challenge-ended', undefined],
  ['five weeks after the end', 35 * DAY, 'challenge-ended', 'challenge-ended'],
])('of an agent %s', (_title, after, bar, exclusion) => {
  expect([barOf(agent, ENDS + after), exclusionOf(agent, ENDS + after)]).toEqual([bar, exclusion]);
  const endless = { ...agent, challengeEnds: null };
  expect([barOf(endless, ENDS + after), exclusionOf(endless, ENDS + after)]).toEqual([undefined, undefined]);
  const held = { ...agent, suspended: true };
  expect([barOf(held, ENDS + after), exclusionOf(held, ENDS + after)]).toEqual(['suspended', 'suspended']);
});

it('an agent that was retired is retired, suspended or not', () => {
  expect(exclusionOf({ ...agent, suspended: true, lastSequence: 0 }, ENDS)).toBe('retired');
});
