import { describe, expect, it } from 'vitest';
import { neighbourhood, RateLimit } from './rate-limit.js';

describe('a limit of requests', () => {
  it('lets each name have a window’s worth at once, and then evenly', () => {
    const limit = new RateLimit({ most: 3, window: 60 });
    expect([0, 0, 0].map((now) => limit.take('a', now))).toEqual([
      { allowed: true, left: 2, wait: 0 },
      { allowed: true, left: 1, wait: 0 },
      { allowed: true, left: 0, wait: 20 },
    ]);
    expect(limit.take('a', 1)).toEqual({ allowed: false, left: 0, wait: 19 });
    expect(limit.take('b', 1).allowed).toBe(true);
    expect([20, 20, 40].map((now) => limit.take('a', now).allowed)).toEqual([true, false, true]);
    expect(limit.take('a', 100)).toEqual({ allowed: true, left: 2, wait: 0 });
  });

  it.each([1_200, 7, 6_000])('lets %d in a minute be as many, whatever fractions add up to', (most) => {
    const limit = new RateLimit({ most, window: 60 });
    const now = 1_780_000_000;
    const allowed = Array.from({ length: most + 5 }, () => limit.take('a', now).allowed);
    expect(allowed.filter((each) => each)).toHaveLength(most);
    const next = Array.from({ length: most + 5 }, () => limit.take('a', now + 60).allowed);
    expect(next.filter((each) => each)).toHaveLength(most);
  });

  it('keeps nobody waiting for longer because the clock went back', () => {
    const limit = new RateLimit({ most: 1, window: 60 });
    limit.take('a', 10_000);
    expect(limit.take('a', 9_970)).toEqual({ allowed: false, left: 0, wait: 60 });
    expect(limit.take('a', 10_030).allowed).toBe(true);
    expect(limit.take('a', 100).allowed).toBe(true);
  });

  it('keeps 10,000 names, and forgets whoever was heard least lately', () => {
    const limit = new RateLimit({ most: 1, window: 60 });
    limit.take('flooder', 0);
    limit.take('early', 0);
    for (let i = 0; i < 9_998; i++) limit.take(`name ${i}`, 0);
    expect(limit.take('flooder', 1).allowed).toBe(false);
    expect(limit.take('one more', 1).allowed).toBe(true);
    expect([limit.take('early', 1).allowed, limit.take('flooder', 1).allowed]).toEqual([true, false]);
  });
});

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
])('%s is of the neighbourhood %s', (address, expected) => {
  expect(neighbourhood(address)).toBe(expected);
});
