import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SearchClock } from './search-clock.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the clock of a search', () => {
  it('does not begin by itself', () => {
    const up = vi.fn();
    const clock = new SearchClock(100, up);
    vi.advanceTimersByTime(1000);
    expect(up).not.toHaveBeenCalled();
    clock.run();
    vi.advanceTimersByTime(100);
    expect(up).toHaveBeenCalledTimes(1);
  });

  it('stands still while it is halted, however often it is told so', () => {
    const up = vi.fn();
    const clock = new SearchClock(100, up);
    clock.run();
    vi.advanceTimersByTime(60);
    clock.run();
    clock.halt();
    clock.halt();
    vi.advanceTimersByTime(1000);
    clock.run();
    vi.advanceTimersByTime(39);
    expect(up).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(up).toHaveBeenCalledTimes(1);
  });
});
