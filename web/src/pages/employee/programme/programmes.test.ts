import { expect, it } from 'vitest';
import { type Session, sessionsToTell } from './programmes.js';

const session = (number: number, day: string, done?: boolean): Session => ({
  ...{ number, day, kind: 'walk', minutes: 30, target: null, note: '' },
  report: done === undefined ? null : { done, effort: null },
});

it('are to be told of today, whatever was said, and apart from these of earlier days of which nothing was said', () => {
  const sessions = [
    session(1, '2026-03-09'),
    session(2, '2026-03-09', false),
    session(3, '2026-03-10', true),
    session(4, '2026-03-10'),
    session(5, '2026-03-11'),
  ];
  const { ofToday, earlier } = sessionsToTell(sessions, '2026-03-10');
  expect([ofToday, earlier].map((each) => each.map(({ number }) => number))).toEqual([[3, 4], [1]]);
});
