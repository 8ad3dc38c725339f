import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { JournalFields } from './ports.js';
import { RefusalJournal } from './refusal-journal.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('refusals are told at once, then once a minute for each event and code, with the count of all', () => {
  const lines: [string, JournalFields | undefined][] = [];
  const refusals = new RefusalJournal({ warn: (event, fields) => lines.push([event, fields]) });
  for (let bytes = 1; bytes <= 1000; bytes += 1) refusals.warn('refused', { code: 'a', bytes });
  refusals.warn('refused', { code: 'b' });
  refusals.warn('refused', { reason: 'c' });
  refusals.warn('other', {});
  refusals.warn('other', {});
  const first = [
    ['refused', { code: 'a', bytes: 1, count: 1 }],
    ['refused', { code: 'b', count: 1 }],
    ['refused', { reason: 'c', count: 1 }],
    ['other', { count: 1 }],
  ];
  expect(lines).toEqual(first);
  vi.advanceTimersByTime(59_999);
  expect(lines).toHaveLength(4);
  vi.advanceTimersByTime(1);
  expect(lines.slice(4)).toEqual([
    ['refused', { code: 'a', bytes: 1000, count: 1000 }],
    ['other', { count: 2 }],
  ]);
  vi.advanceTimersByTime(600_000);
  expect([lines.length, vi.getTimerCount()]).toEqual([6, 0]);
  refusals.warn('refused', { code: 'a' });
  expect(lines.at(-1)).toEqual(['refused', { code: 'a', count: 1001 }]);
});
