import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress } from './progress.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the bar of a long run', () => {
  it('is drawn after two seconds, ten times a second at most, and leaves the line as it was', () => {
    const written: string[] = [];
    const progress = new Progress((text) => written.push(text), 'bladeren');
    progress.update(1, 10);
    vi.advanceTimersByTime(1_999);
    progress.update(2, 10);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    for (const done of [5, 6]) progress.update(done, 10);
    vi.advanceTimersByTime(100);
    progress.update(10, 10);
    progress.end();
    expect(written).toEqual([
      `\r[${'#'.repeat(15)}${'-'.repeat(15)}] 50 % 5 / 10 bladeren\u001b[K`,
      `\r[${'#'.repeat(30)}] 100 % 10 / 10 bladeren\u001b[K`,
      '\r\u001b[K',
    ]);
  });

  it('writes nothing where nobody looks, nor after a short run', () => {
    const written: string[] = [];
    const nobody = new Progress(undefined, 'leaves');
    const short = new Progress((text) => written.push(text), 'leaves');
    short.update(1, 2);
    short.end();
    vi.advanceTimersByTime(5_000);
    nobody.update(1, 2);
    nobody.end();
    expect(written).toEqual([]);
  });
});
