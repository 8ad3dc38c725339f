import { expect, it } from 'vitest';
import { KeptSessions } from './kept-sessions.js';

it('names the session of the same user that was not used for longest, once there are too many', () => {
  const sessions = new KeptSessions(2);
  expect(['a1', 'a2', 'a1'].map((id) => sessions.keep('a', id))).toEqual([undefined, undefined, undefined]);
  expect(sessions.keep('b', 'b1')).toBeUndefined();
  expect(sessions.keep('a', 'a3')).toBe('a2');
});

it('counts no session that was dropped', () => {
  const sessions = new KeptSessions(1);
  sessions.keep('a', 'a1');
  sessions.drop('a', 'a1');
  sessions.drop('a', 'a1');
  sessions.drop('b', 'b1');
  expect(sessions.keep('a', 'a2')).toBeUndefined();
});
