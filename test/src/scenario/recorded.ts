import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunDocument } from '@fit4work/demo';
import { expect } from 'vitest';
import { requirement } from '../requirement.js';
import { expectedDays, playedDates, readRows } from './recording-file.js';

/* What a run over recordings must give, for the short and the long suite. */

export const RECORDINGS = requirement('shared/data/wearables').path;

type Day = RunDocument['employees'][number]['days'][number];

/** Hides what a coach with a grant for steps alone cannot see. */
const stepsOnly = (day: Day): Day => ({
  date: day.date,
  steps: day.steps,
  heartRateMean: null,
  heartRateMinutes: 0,
  minutesAsleep: null,
  minutesAwakeInBed: null,
});

/** Every number that the coach got equals an independent count of the recording. */
export function expectRecordedNumbers(document: RunDocument, days: number): void {
  const files = readdirSync(RECORDINGS).filter((name) => /^\d+\.csv\.gz$/.test(name));
  for (const [i, employee] of document.employees.entries()) {
    expect(files.sort()[i]).toBe(`${employee.source}.csv.gz`);
    const expected = expectedDays(readRows(join(RECORDINGS, files[i] ?? '')), days);
    const shown = i % 4 === 3 ? expected.map(stepsOnly) : expected;
    const got = employee.days.map((day) => ({ ...day, steps: day.steps ?? 0 }));
    expect(got, employee.source).toEqual(
      shown.map((day) => ({
        ...day,
        heartRateMean: day.heartRateMean === null ? null : expect.closeTo(day.heartRateMean, 9),
      })),
    );
  }
}

/**
 * A night that was published as two, the first ending on the date before: its minutes pause for one at 23:25. Here a period
 * goes on until 60 minutes are without sleep (SPEC.md, 4.4), so the two dates agree in their sum alone.
 */
const NIGHT_IN_TWO = { source: '8378563200', dates: ['2016-04-16', '2016-04-17'] };

/**
 * The coach's numbers against the published daily sums, but for two that mean something else there: the heart-rate mean,
 * which weighs each minute by its number of readings (a band keeps one value a minute), and the sleep of the last date
 * played, which goes on after the band's last minute.
 *
 * @returns how many numbers were compared
 */
export function expectReferenceNumbers(document: RunDocument, days: number): number {
  const reference = new Map(
    readRows(join(RECORDINGS, 'daily_reference.csv.gz')).map((row) => [`${row.id}/${row.date}`, row]),
  );
  const nights = new Nights();
  let compared = 0;
  for (const [i, { source, days: got }] of document.employees.entries()) {
    const last = playedDates(readRows(join(RECORDINGS, `${source}.csv.gz`)), days).at(-1);
    for (const day of got) {
      const row = reference.get(`${source}/${day.date}`) ?? {};
      const check = (name: string, value: number | null): void => {
        const text = row[name];
        if (!text) return;
        compared += 1;
        expect(value, `${source} ${day.date} ${name}`).toBe(Number(text));
      };
      check('steps_from_minutes', day.steps);
      if (i % 4 === 3) continue;
      check('hr_minutes', day.heartRateMinutes);
      if (day.date === last || day.minutesAsleep === null) continue;
      nights.add(source, day, row);
    }
  }
  return compared + nights.compare();
}

type Row = Readonly<Record<string, string>>;

/** Sleep that the coach got and sleep that was published: by night, which is a date in every case but one. */
class Nights {
  readonly #got = new Map<string, number[]>();
  readonly #published = new Map<string, number[]>();

  add(source: string, { date, minutesAsleep, minutesAwakeInBed }: Day, row: Row): void {
    const whole = source === NIGHT_IN_TWO.source && NIGHT_IN_TWO.dates.includes(date);
    const night = `${source} ${whole ? NIGHT_IN_TWO.dates : date}: minutes asleep and awake in bed`;
    const minutes = (name: string): number => Number(row[name] ?? 0);
    const asleep = minutes('asleep_from_minutes') + minutes('restless_from_minutes');
    addTo(this.#got, night, [minutesAsleep ?? 0, minutesAwakeInBed ?? 0]);
    addTo(this.#published, night, [asleep, minutes('awake_from_minutes')]);
  }

  /** @returns how many numbers were compared */
  compare(): number {
    expect(Object.fromEntries(this.#got)).toEqual(Object.fromEntries(this.#published));
    return 2 * this.#got.size;
  }
}

function addTo(nights: Map<string, number[]>, night: string, minutes: readonly number[]): void {
  const before = nights.get(night) ?? [];
  nights.set(
    night,
    minutes.map((value, i) => value + (before[i] ?? 0)),
  );
}
