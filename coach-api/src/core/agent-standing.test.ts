import { expect, it } from 'vitest';
import { barOf, exclusionOf } from './agent-standing.js';

const DAY = 86_400;
const ENDS = 1_000 * DAY;
const agent = { suspended: false, challengeEnds: ENDS, lastSequence: null };

it.each([
  { title: 'before the end', after: -1, bar: undefined, exclusion: undefined },
  { title: 'as late data still come', after: 7 * DAY - 1, bar: undefined, exclusion: undefined },
  { title: 'a week after the end', after: 7 * DAY, bar: 'challenge-ended', exclusion: undefined },
  { title: 'while people may still erase', after: 35 * DAY - 1, bar: 'challenge-ended', exclusion: undefined },
  { title: 'five weeks after the end', after: 35 * DAY, bar: 'challenge-ended', exclusion: 'challenge-ended' },
])('of an agent $title', ({ after, bar, exclusion }) => {
  expect([barOf(agent, ENDS + after), exclusionOf(agent, ENDS + after)]).toEqual([bar, exclusion]);
  const endless = { ...agent, challengeEnds: null };
  expect([barOf(endless, ENDS + after), exclusionOf(endless, ENDS + after)]).toEqual([undefined, undefined]);
  const held = { ...agent, suspended: true };
  expect([barOf(held, ENDS + after), exclusionOf(held, ENDS + after)]).toEqual(['suspended', 'suspended']);
});

it('an agent that was retired is retired, suspended or not', () => {
  expect(exclusionOf({ ...agent, suspended: true, lastSequence: 0 }, ENDS)).toBe('retired');
});
