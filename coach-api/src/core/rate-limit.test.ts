import { describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.js';

describe('a limit of requests', () => {
  it('counts each name by itself, and begins anew with each window', () => {
    const limit = new RateLimit({ most: 2, window: 60 });
    expect(['a', 'a', 'a', 'b'].map((name) => limit.allows(name, 119))).toEqual([true, true, false, true]);
    expect(limit.allows('a', 120)).toBe(true);
  });

  it('keeps no more names than 10,000', () => {
    const limit = new RateLimit({ most: 2, window: 60 });
    for (let i = 0; i < 10_000; i++) limit.allows(`name ${i}`, 0);
    expect([limit.allows('one more', 0), limit.allows('name 0', 0), limit.allows('one more', 60)]).toEqual([
      ...[false, true, true],
    ]);
  });
});
