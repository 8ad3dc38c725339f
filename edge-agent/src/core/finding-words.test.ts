import { describe, expect, it } from 'vitest';
import { findingLines } from './finding-words.js';
import type { Finding } from './findings.js';
import { toldFinding } from './told-times.js';

const YEARS = 10 * 365 * 86_400;
const NOW = Date.UTC(2026, 2, 10, 12) / 1000;
const condition = (times: Pick<Finding, 'since' | 'last' | 'ended'>): Finding => ({
  ...{ code: 'broker-unreachable', count: 2, first: times.since },
  ...times,
});
const times = (finding: Finding, language: 'nl' | 'en' = 'en'): string =>
  findingLines([toldFinding(finding, NOW)], { language, zone: 'UTC' })[0] ?? '';

describe('samples that a repair lost', () => {
  const lost: Finding = {
    ...{ code: 'samples-lost', first: NOW, since: NOW, last: NOW, ended: undefined, count: 1 },
    lost: [
      { day: '2026-03-09', metric: 'heart-rate' },
      { day: '2026-03-10', metric: undefined },
    ],
  };

  it.each([
    ['en', ['2026-03-09: heart rate', '2026-03-10: nobody can say which metric']],
    ['nl', ['2026-03-09: hartslag', '2026-03-10: niemand kan zeggen welke meting']],
  ] as const)('are told in %s by day and metric, and in data', (language, days) => {
    const told = toldFinding(lost, NOW);
    expect(findingLines([told], { language, zone: 'UTC' }).slice(2)).toEqual(days.map((day) => `    ${day}`));
    expect(told.lost?.map(({ metric }) => metric)).toEqual(['heart-rate', null]);
  });
});

describe('the times of what was noticed', () => {
  it('are since when and until when, or when last', () => {
    const ended = condition({ since: NOW - 600, last: NOW - 60, ended: NOW });
    expect(times(ended)).toBe('past: broker-unreachable, since 2026-03-10 11:50, until 2026-03-10 12:00, 2 times');
    expect(times({ ...ended, ended: undefined }, 'nl')).toBe(
      'nu: broker-unreachable, sinds 2026-03-10 11:50, laatst 2026-03-10 11:59, 2 keer',
    );
  });

  it('leave out what the clock has not come to since it went back, in words and as data', () => {
    const began = condition({ since: NOW + YEARS, last: NOW + YEARS, ended: NOW });
    const wentBack = 'past: broker-unreachable, until 2026-03-10 12:00, the clock went back since, 2 times';
    expect(times(began)).toBe(wentBack);
    const told = { first: null, since: null, last: null, ended: NOW, clockWentBack: true };
    expect(toldFinding(began, NOW)).toMatchObject({ ...told, current: false });
    // Back by an hour, and longer ago than that: the beginning is still after the end.
    expect(times(condition({ since: NOW - 60, last: NOW - 60, ended: NOW - 120 }))).toContain('the clock went back');
    const incident: Finding = { ...began, code: 'receipt-older', last: NOW, ended: undefined };
    expect(times(incident)).toBe('now: receipt-older, last 2026-03-10 12:00, the clock went back since, 2 times');
    const ahead: Finding = { ...incident, first: NOW - 60, last: NOW + YEARS };
    expect(times(ahead, 'nl')).toBe('nu: receipt-older, sinds 2026-03-10 11:59, de klok ging sindsdien terug, 2 keer');
    expect(toldFinding(ahead, NOW)).toMatchObject({ first: NOW - 60, since: null, last: null, current: true });
    expect(times({ ...began, ended: NOW + YEARS })).toBe(
      'past: broker-unreachable, the clock went back since, 2 times',
    );
  });

  it('are all told where the clock only went on', () => {
    const ended = condition({ since: NOW - 600, last: NOW, ended: NOW });
    expect(toldFinding(ended, NOW)).toEqual({ ...ended, current: false, clockWentBack: false });
    expect(toldFinding({ ...ended, ended: undefined }, NOW)).toMatchObject({ ended: undefined, clockWentBack: false });
  });
});
