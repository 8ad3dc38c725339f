import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDate, localMinuteOf, offsetMinutes, parseDate, startOfDay, unixOf } from './brussels-time.js';

/** The platform's own calendar is the oracle. */
const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Brussels',
  dateStyle: 'short',
  timeStyle: 'short',
});
const first = Date.UTC(1997, 0, 1) / 1000;
const last = Date.UTC(2037, 0, 1) / 1000;

describe('Brussels time', () => {
  it('agrees with the platform at any minute of forty years', () => {
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (unix) => {
        const local = localMinuteOf(unix);
        const clock = local % 1440;
        const time = `${String(Math.floor(clock / 60)).padStart(2, '0')}:${String(clock % 60).padStart(2, '0')}`;
        expect(`${formatDate(Math.floor(local / 1440))} ${time}`).toBe(format.format(unix * 1000));
      }),
      { numRuns: 300 },
    );
  });

  it('takes the first of two like minutes and none in the leap', () => {
    const autumn = parseDate('2026-10-25') ?? 0;
    const spring = parseDate('2026-03-29') ?? 0;
    const twice = unixOf(autumn * 1440 + 150) ?? 0;
    expect(offsetMinutes(twice)).toBe(120);
    expect(localMinuteOf(twice + 3600)).toBe(autumn * 1440 + 150);
    expect(unixOf(spring * 1440 + 150)).toBeUndefined();
  });

  it('gives days of 23, 24 and 25 hours', () => {
    const hours = (date: string): number => {
      const day = parseDate(date) ?? 0;
      return (startOfDay(day + 1) - startOfDay(day)) / 3600;
    };
    expect(['2026-03-29', '2026-06-01', '2026-10-25'].map(hours)).toEqual([23, 24, 25]);
  });

  it('knows no date that is none', () => {
    expect(['2026-02-29', '2026-13-01', '2026-1-1', '1995-01-01', ''].map(parseDate)).toEqual(Array(5).fill(undefined));
  });
});
