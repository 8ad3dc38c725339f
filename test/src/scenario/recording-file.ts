import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/* An independent reading of recordings and of their daily sums: nothing here is shared with the simulator or the agent. */

export interface ExpectedDay {
  readonly date: string;
  readonly steps: number;
  readonly heartRateMean: number | null;
  readonly heartRateMinutes: number;
  readonly minutesAsleep: number | null;
  readonly minutesAwakeInBed: number | null;
}

type Row = Readonly<Record<string, string>>;

export function readRows(file: string): readonly Row[] {
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  const names = header.trim().split(',');
  return lines.map((line) => {
    const values = line.trim().split(',');
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
  });
}

const minuteOf = (text: string): number => Date.parse(`${text}:00Z`) / 60_000;
const dateOf = (minute: number): string => new Date(minute * 60_000).toISOString().slice(0, 10);
const hasValue = (row: Row): boolean => [row.steps, row.hr, row.sleep].some((value) => value !== '');

/** The first `days` dates that have any value. */
export function playedDates(rows: readonly Row[], days: number): readonly string[] {
  const dates = new Set(rows.filter(hasValue).map(({ minute = '' }) => minute.slice(0, 10)));
  return [...dates].sort().slice(0, days);
}

/** The numbers of each played date, by the rules of the recordings. */
export function expectedDays(rows: readonly Row[], days: number): readonly ExpectedDay[] {
  const dates = playedDates(rows, days);
  const played = rows.filter(({ minute = '' }) => dates.includes(minute.slice(0, 10)));
  const sleep = sleepByDate(played);
  return dates.map((date) => {
    const today = played.filter(({ minute = '' }) => minute.startsWith(date));
    const beats = today.flatMap(({ hr }) => (hr ? [Math.floor(Number(hr) + 0.5)] : []));
    const night = sleep.get(date);
    return {
      date,
      steps: today.reduce((total, { steps }) => total + Number(steps), 0),
      heartRateMean: beats.length === 0 ? null : beats.reduce((total, beat) => total + beat, 0) / beats.length,
      heartRateMinutes: beats.length,
      minutesAsleep: night?.asleep ?? null,
      minutesAwakeInBed: night?.awake ?? null,
    };
  });
}

/** A period ends after 60 minutes without sleep data, and counts on the date of its last minute. */
function sleepByDate(rows: readonly Row[]): ReadonlyMap<string, { asleep: number; awake: number }> {
  const byDate = new Map<string, { asleep: number; awake: number }>();
  const minutes = rows.flatMap(({ minute = '', sleep }) => (sleep ? [{ at: minuteOf(minute), kind: sleep }] : []));
  for (let i = 0; i < minutes.length; ) {
    let end = i;
    while (end + 1 < minutes.length && (minutes[end + 1]?.at ?? 0) - (minutes[end]?.at ?? 0) <= 60) end++;
    const period = minutes.slice(i, end + 1);
    const date = dateOf(minutes[end]?.at ?? 0);
    const total = byDate.get(date) ?? { asleep: 0, awake: 0 };
    byDate.set(date, {
      asleep: total.asleep + period.filter(({ kind }) => kind !== '3').length,
      awake: total.awake + period.filter(({ kind }) => kind === '3').length,
    });
    i = end + 1;
  }
  return byDate;
}
