import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Bell } from './bell.js';

const LONG = 60_000;
const bell = (): Bell => new Bell((ms, until) => delay(ms, undefined, { signal: until }).catch(() => undefined));
const never = new AbortController().signal;

it('a pause ends as it would, and at once when it is rung or stopped', async () => {
  const [mine, stop] = [bell(), new AbortController()];
  const began = performance.now();
  await mine.pause(1, never);
  const pauses = [mine.pause(LONG, never), mine.pause(LONG, never)];
  mine.ring();
  await Promise.all(pauses);
  const stopped = mine.pause(LONG, stop.signal);
  stop.abort();
  await stopped;
  expect(performance.now() - began).toBeLessThan(LONG);
});

it('what was rung before a pause does not end it', async () => {
  const mine = bell();
  mine.ring();
  const pause = mine.pause(LONG, never).then(() => 'ended');
  expect(await Promise.race([pause, delay(20).then(() => 'waits')])).toBe('waits');
  mine.ring();
  expect(await pause).toBe('ended');
});
