import { expect, it } from 'vitest';
import { challengeOf, standingOf, withChallenge } from './challenge.js';

const MEASURED = { from: '2026-06-03', until: '2026-06-10' };
const SUMMER = { from: '2026-06-01', until: '2026-08-31' };
const OPEN = { from: '2026-06-01', until: null };
const UNKNOWN = { from: null, until: null };

it('the challenge has its own days, those to come as well; without known ones what was measured', () => {
  expect(challengeOf(MEASURED, SUMMER)).toEqual(SUMMER);
  expect(challengeOf(MEASURED, OPEN)).toEqual({ from: '2026-06-01', until: '2026-06-10' });
  expect(challengeOf(MEASURED, UNKNOWN)).toEqual(MEASURED);
  expect(challengeOf(MEASURED, { from: '2026-07-01', until: null })).toEqual({
    from: '2026-07-01',
    until: '2026-07-01',
  });
});

it('one can go back to its beginning, and to what was measured before it', () => {
  expect(withChallenge(MEASURED, SUMMER)).toEqual({ from: '2026-06-01', until: '2026-06-10' });
  expect(withChallenge(MEASURED, { ...SUMMER, from: '2026-06-09' })).toEqual(MEASURED);
  expect(withChallenge(MEASURED, UNKNOWN)).toEqual(MEASURED);
});

it.each([
  [SUMMER, '2026-05-31', { at: 'before', nth: 0, all: 92 }],
  [SUMMER, '2026-06-01', { at: 'during', nth: 1, all: 92 }],
  [SUMMER, '2026-08-31', { at: 'during', nth: 92, all: 92 }],
  [SUMMER, '2026-09-01', { at: 'after', nth: 93, all: 92 }],
  [OPEN, '2026-06-10', { at: 'open', nth: 10, all: 0 }],
  [UNKNOWN, '2026-06-10', undefined],
])('of %j the day %s is told where it is', (challenge, day, standing) => {
  expect(standingOf(challenge, day)).toEqual(standing);
});
