import { expect, it } from 'vitest';
import { readChallenge } from './challenge-days.js';

const said = (from: unknown, until: unknown) => readChallenge({ kid: 'x', f4w_challenge: { from, until } });

it('the days of a challenge are read, also of one without an end', () => {
  expect(said('2026-06-01', '2026-08-31')).toEqual({ from: '2026-06-01', until: '2026-08-31' });
  expect(said('2026-06-01', '2026-06-01')).toEqual({ from: '2026-06-01', until: '2026-06-01' });
  expect(said('2026-06-01', null)).toEqual({ from: '2026-06-01', until: null });
});

it.each([
  ['a challenge that always was', '1970-01-01', null],
  ['an end before the beginning', '2026-06-01', '2026-05-31'],
  ['a day of no calendar', '2026-02-30', null],
  ['an end of no calendar', '2026-06-01', '2026-06-31'],
  ['a number', 20_260_601, null],
  ['an end that is not said', '2026-06-01', undefined],
  ['a sentence', 'soon', 'later'],
])('nothing is made of %s', (_, from, until) => {
  expect(said(from, until)).toBeUndefined();
});

it.each([[undefined], [null], [{}], ['x'], [{ f4w_challenge: null }]])('nothing is made of %j', (answer) => {
  expect(readChallenge(answer)).toBeUndefined();
});
