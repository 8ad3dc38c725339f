import { describe, expect, it } from 'vitest';
import { TryLimit } from './try-limit.js';

describe('a limit of tries', () => {
  it('is reached by as many failures as it allows, and passes as they grow old', () => {
    const limit = new TryLimit({ most: 2, within: 100 });
    limit.failed(0);
    expect(limit.wait(10)).toBe(0);
    limit.failed(50);
    expect(limit.wait(60)).toBe(40);
    expect(limit.wait(100)).toBe(0);
    limit.failed(100);
    expect(limit.wait(100)).toBe(50);
    expect(limit.wait(150)).toBe(0);
  });
});
