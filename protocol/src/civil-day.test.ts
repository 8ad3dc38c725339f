import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, civilDay, civilDayBounds, daysOfDate, zoneOffset } from './civil-day.js';
import { codeOf } from './records.fixture.js';

/* Zones that move their clocks at 02:00 UTC, at local midnight forwards or backwards, by half an hour, or never. */
const ZONES = [
  'Europe/Brussels',
  'America/Sao_Paulo',
  'America/Havana',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'UTC',
];

function intlDay(time: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(time * 1000);
}

const instant = fc.integer({ min: 1_420_070_400, max: 2_051_222_400 });

describe('a civil day', () => {
  it('is of a zone by its name, and never of an offset, which some platforms would take', () => {
    for (const zone of ['+01:00', '-0530', '+01', '1', ' Europe/Brussels']) {
      expect(codeOf(() => civilDay(0, zone))).toBe('out-of-range');
    }
    expect(civilDay(0, 'Etc/GMT+1')).toBe('1969-12-31');
  });

  it('is the date that the platform shows', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (time, zone) => {
        expect(civilDay(time, zone)).toBe(intlDay(time, zone));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('begins with its first second and ends before the first of the next, in every zone on every day of 2018 and 2026', () => {
    for (const zone of ZONES.slice(0, 9)) {
      for (const year of ['2018', '2026']) {
        for (let day = `${year}-01-01`; day.startsWith(year); day = addDays(day, 1)) {
          const { start, end } = civilDayBounds(day, zone);
          expect([civilDay(start, zone), civilDay(start - 1, zone)]).toEqual([day, addDays(day, -1)]);
          expect([civilDay(end - 1, zone), civilDayBounds(addDays(day, 1), zone).start]).toEqual([day, end]);
        }
      }
    }
  }, 120_000);

  it.each([
    ['Europe/Brussels', '2026-03-29', 23],
    ['Europe/Brussels', '2026-10-25', 25],
    ['Europe/Brussels', '2026-06-01', 24],
    ['America/Sao_Paulo', '2018-11-04', 23],
    ['America/Sao_Paulo', '2018-02-17', 25],
    ['America/Havana', '2026-03-08', 23],
    ['America/Havana', '2026-11-01', 25],
    ['Asia/Beirut', '2026-03-29', 23],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Pacific/Apia', '2011-12-30', 0],
  ])('in %s on %s lasts %s hours', (zone, day, hours) => {
    const { start, end } = civilDayBounds(day, zone);
    expect((end - start) / 3600).toBe(hours);
  });

  it('has the offset of its zone', () => {
    expect(zoneOffset(1_700_000_000, 'Europe/Brussels')).toBe(3600);
    expect(zoneOffset(1_700_000_000.5, 'Europe/Brussels')).toBe(3600);
    expect(zoneOffset(1_690_000_000, 'Europe/Brussels')).toBe(7200);
  });

  it('is refused for an unknown zone or an instant without a calendar', () => {
    const refused = [
      () => civilDay(0, 'Europe/Atlantis'),
      () => civilDay(Number.NaN, 'UTC'),
      () => civilDay(Number.MAX_SAFE_INTEGER, 'UTC'),
      () => civilDay(-1e12, 'UTC'),
      () => civilDayBounds('0001-01-01', 'UTC'),
    ];
    expect(refused.map(codeOf)).toEqual(refused.map(() => 'out-of-range'));
    expect(civilDayBounds('9999-12-31', 'UTC').end).toBe(253_402_300_800);
    expect(codeOf(() => civilDayBounds('1900-01-01', 'Pacific/Kiritimati'))).toBe('accepted');
  });
});

describe('a date', () => {
  it('counts days as the calendar does', () => {
    expect(daysOfDate('1970-01-01')).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
        const date = addDays('1970-01-01', days);
        expect(daysOfDate(date)).toBe(days);
        expect(new Date(days * 86_400_000).toISOString().slice(0, 10)).toBe(date);
      }),
    );
  });

  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '2026-01-01 ', '20260101', '', '2026-04-31'])(
    '%j is refused',
    (date) => {
      expect(codeOf(() => daysOfDate(date))).toBe('malformed');
    },
  );

  it('keeps a year of four digits', () => {
    expect(codeOf(() => addDays('9999-12-31', 1))).toBe('out-of-range');
    expect(codeOf(() => addDays('0000-01-01', -1))).toBe('out-of-range');
    expect(codeOf(() => addDays('2026-01-01', Number.NaN))).toBe('out-of-range');
  });
});
