import { describe, expect, it } from 'vitest';
import { findingLines } from './finding-words.js';
import type { Finding } from './findings.js';

const YEARS = 10 * 365 * 86_400;
const NOW = Date.UTC(2026, 2, 10, 12) / 1000;
const condition = (times: Pick<Finding, 'since' | 'last' | 'ended'>): Finding => ({
  ...{ code: 'broker-unreachable', count: 2, first: times.since },
  ...times,
});
const times = (finding: Finding, language: 'nl' | 'en' = 'en'): string =>
  findingLines([finding], { language, zone: 'UTC', now: NOW })[0] ?? '';

describe('the times of what was noticed', () => {
  it('are since when and until when, or when last', () => {
    const ended = condition({ since: NOW - 600, last: NOW - 60, ended: NOW });
    expect(times(ended)).toBe('past: broker-unreachable, since 2026-03-10 11:50, until 2026-03-10 12:00, 2 times');
    expect(times({ ...ended, ended: undefined }, 'nl')).toBe(
      'nu: broker-unreachable, sinds 2026-03-10 11:50, laatst 2026-03-10 11:59, 2 keer',
    );
  });

  it('leave out a beginning after the end, of a clock that was ahead then', () => {
    const began = condition({ since: NOW + YEARS, last: NOW + YEARS, ended: NOW });
    expect(times(began)).toBe('past: broker-unreachable, until 2026-03-10 12:00, 2 times');
    const incident: Finding = { ...began, code: 'receipt-older', last: NOW, ended: undefined };
    expect(times(incident)).toBe('now: receipt-older, last 2026-03-10 12:00, 2 times');
  });
});
