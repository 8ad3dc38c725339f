import { invalid, valid } from '../cases.mjs';

/* Clauses 2.2 and 2.3. Every bound was written by hand, in UTC, from the rules of its zone. */

/** @param {string} instant RFC 3339 */
export const at = (instant) => Date.parse(instant) / 1000;

/** @type {readonly (readonly [name: string, zone: string, date: string, start: string, end: string])[]} */
const BOUNDS = [
  ['a day of 24 hours', 'Europe/Brussels', '2026-11-15', '2026-11-14T23:00:00Z', '2026-11-15T23:00:00Z'],
  ['a day of 23 hours', 'Europe/Brussels', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['a day of 25 hours', 'Europe/Brussels', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  ['a leap day', 'Etc/UTC', '2028-02-29', '2028-02-29T00:00:00Z', '2028-03-01T00:00:00Z'],
  ['a day ahead of UTC by 5:45', 'Asia/Kathmandu', '2026-11-15', '2026-11-14T18:15:00Z', '2026-11-15T18:15:00Z'],
  ['a day of 23.5 hours', 'Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00Z', '2026-10-04T13:00:00Z'],
  ['a day of 24.5 hours', 'Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z'],
  ['a day without a midnight', 'America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
  [
    'a day whose last hour comes twice',
    'America/Sao_Paulo',
    '2018-02-17',
    '2018-02-17T02:00:00Z',
    '2018-02-18T03:00:00Z',
  ],
  ['a day that the zone skipped', 'Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z', '2011-12-30T10:00:00Z'],
  [
    'a day whose first minute comes again',
    'America/St_Johns',
    '2006-10-29',
    '2006-10-29T02:30:00Z',
    '2006-10-30T03:30:00Z',
  ],
  ['the first day that is defined', 'Etc/UTC', '1900-01-01', '1900-01-01T00:00:00Z', '1900-01-02T00:00:00Z'],
  ['the last day that is defined', 'Etc/UTC', '9999-12-31', '9999-12-31T00:00:00Z', '+010000-01-01T00:00:00Z'],
];

/** @type {readonly (readonly [name: string, zone: string, instant: string, date: string])[]} */
const DAYS = [
  ['the first second of a day', 'Europe/Brussels', '2026-11-14T23:00:00Z', '2026-11-15'],
  ['the last second of a day', 'Europe/Brussels', '2026-11-15T22:59:59Z', '2026-11-15'],
  ['the hour before clocks go back', 'Europe/Brussels', '2026-10-25T00:30:00Z', '2026-10-25'],
  ['the last second of a day of 25 hours', 'Europe/Brussels', '2026-10-25T22:59:59Z', '2026-10-25'],
  ['west of the date line', 'Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
  ['east of it, a second later', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
];

/** @param {readonly [start: string, end: string]} day @param {number} length */
const laid = ([start, end], length) =>
  Array.from({ length: Math.ceil((at(end) - at(start)) / length) }, (_, i) => {
    const from = at(start) + i * length;
    return [from, Math.min(from + length, at(end))];
  });

/** @type {readonly (readonly [name: string, zone: string, date: string, granularity: string, windows: number[][]])[]} */
const WINDOWS = [
  ['96 quarters', 'Etc/UTC', '2026-11-15', 'raw', laid(['2026-11-15T00:00:00Z', '2026-11-16T00:00:00Z'], 900)],
  ['23 hours', 'Europe/Brussels', '2026-03-29', 'hour', laid(['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'], 3600)],
  ['25 hours', 'Europe/Brussels', '2026-10-25', 'hour', laid(['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'], 3600)],
  [
    'one day, of 23 hours',
    'Europe/Brussels',
    '2026-03-29',
    'day',
    laid(['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'], 82_800),
  ],
  [
    'hours of which the last is cut to half',
    'Australia/Lord_Howe',
    '2026-10-04',
    'hour',
    laid(['2026-10-03T13:30:00Z', '2026-10-04T13:00:00Z'], 3600),
  ],
  ['no hour in a day that was skipped', 'Pacific/Apia', '2011-12-30', 'hour', []],
  ['no day in a day that was skipped', 'Pacific/Apia', '2011-12-30', 'day', []],
];

/** @type {readonly (readonly [name: string, members: import('../cases.mjs').Members])[]} */
const INVALID = [
  ['a 29th of February in a common year', { date: '2026-02-29' }],
  ['a month of one digit', { date: '2026-3-29' }],
  ['a day of no month', { date: '2026-00-10' }],
  ['a date with a time', { date: '2026-03-29T00:00:00Z' }],
  ['a year of five digits', { date: '10000-01-01' }],
  ['digits of another script', { date: '٢٠٢٦-٠٣-٢٩' }],
  ['a zone that does not exist', { zone: 'Europe/Atlantis' }],
  ['no zone', { zone: '' }],
  ['the day before the first', { date: '1899-12-31' }],
];

export const civilDays = () => ({
  description: 'Bounds of civil days, the day of an instant, and the windows of a day.',
  spec: 'SPEC.md clauses 2.2 and 2.3',
  cases: [
    ...BOUNDS.map(([name, zone, date, start, end]) =>
      valid(name, '2.2', { op: 'bounds', zone, date, expect: { start: at(start), end: at(end) } }),
    ),
    ...DAYS.map(([name, zone, instant, expect]) => valid(name, '2.2', { op: 'day', zone, time: at(instant), expect })),
    ...WINDOWS.map(([name, zone, date, granularity, expect]) =>
      valid(name, '2.3', { op: 'windows', zone, date, granularity, expect }),
    ),
    ...INVALID.map(([name, members]) =>
      invalid(name, '2.2', {
        op: 'bounds',
        zone: 'Europe/Brussels',
        date: '2026-03-28',
        ...members,
        refused: 'malformed out-of-range',
      }),
    ),
  ],
});
