import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { type NewSession, PageSessions } from './page-sessions.js';

const HOUR = 3_600_000;

let ticks: number;
let sessions: PageSessions;
let session: NewSession;

beforeAll(() => cryptoReady);
beforeEach(() => {
  ticks = 0;
  const entropy = (length: number) => new Uint8Array(length).fill(7);
  sessions = new PageSessions({ entropy, ticks: () => ticks });
  session = sessions.open();
});

const ask = (isUntouched: boolean): number => {
  const name = sessions.find(session.cookie, session.csrf, isUntouched);
  return name === undefined ? 0 : sessions.heldFor(name);
};

it('says of a session for how long it lasts, which what the page asks by itself does not change', () => {
  ticks = HOUR - 90_500;
  expect([ask(true), ask(true)]).toEqual([90, 90]);
  expect([ask(false), ask(true)]).toEqual([3_600, 3_600]);
  ticks += HOUR;
  expect(ask(false)).toBe(0);
});

it('ends under nobody who is at the page within twenty hours, and a day after the login at the latest', () => {
  for (ticks = HOUR / 2; ticks < 23 * HOUR; ticks += HOUR / 2) expect([ticks, ask(false)]).toEqual([ticks, 3_600]);
  for (; ticks < 24 * HOUR; ticks += HOUR / 2) ask(false);
  ticks = 24 * HOUR - 60_000;
  expect(ask(false)).toBe(60);
  ticks += 60_000;
  expect(ask(false)).toBe(0);
});
