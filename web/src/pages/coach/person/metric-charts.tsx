import { useMemo } from 'preact/hooks';
import { startOf } from '../../../kit/civil-days.js';
import { BarChart, ChartFrame, dayLabel, format, LineChart, say } from '../../../kit/index.js';
import { shortDaysText } from '../days-text.js';
import * as coach from '../messages.js';
import * as words from './messages.js';
import { type MetricKind, statusText } from './metric-kinds.js';
import type { Day } from './summaries.js';
import { meanOf, type Week, weeksOf } from './weeks.js';

export interface MetricChartProps {
  readonly kind: MetricKind;
  readonly days: readonly Day[];
}

export function DayChart({ kind, days }: MetricChartProps) {
  const textOf = (value: number | undefined): string => (value === undefined ? say(words.noValue) : kind.short(value));
  return (
    <ChartFrame
      name={`${kind.figure} by day`}
      title={say(words.chartOf, { figure: kind.figure, span: 'day' })}
      summary={summaryOf(kind, days)}
      rows={days}
      keyOf={({ date }) => date}
      dayOf={({ date }) => date}
      columns={[
        { label: say(coach.day), cell: ({ date }) => format.weekDay(date) },
        { label: say(kind.column), cell: (day) => textOf(kind.valueIn(day)), numeric: true },
        ...kind.more.map(({ label, cell }) => ({
          ...{ label: say(label), numeric: true, cell: (day: Day) => cell(day) ?? say(words.noValue) },
        })),
        { label: say(words.wornColumn), cell: wornOf, numeric: true },
        {
          label: say(words.statusColumn),
          cell: ({ status }) => statusText(status[kind.metric] ?? 'not-shared'),
        },
      ]}
    >
      <Points
        kind={kind}
        points={days.map((day) => ({ from: day.date, label: format.shortDate(day.date), value: kind.valueIn(day) }))}
      />
    </ChartFrame>
  );
}

export function WeekChart({ kind, days }: MetricChartProps) {
  const weeks = weeksOf(days);
  return (
    <ChartFrame
      name={`${kind.figure} by week`}
      title={say(words.chartOf, { figure: kind.figure, span: 'week' })}
      summary={summaryOf(kind, days)}
      rows={weeks}
      keyOf={({ from }) => from}
      columns={[
        { label: say(words.weekColumn), cell: ({ from, until }) => shortDaysText(from, until) },
        { label: say(kind.column), cell: (week) => meanText(kind, week), numeric: true },
        {
          label: say(words.knownColumn),
          cell: (week) =>
            say(words.knownOf, { known: `${meanOf(week, kind.valueIn).days}`, days: `${week.days.length}` }),
          numeric: true,
        },
      ]}
    >
      <Points
        kind={kind}
        points={weeks.map((week) => ({
          ...{ from: week.from, label: format.shortDate(week.from), value: meanOf(week, kind.valueIn).mean },
        }))}
      />
    </ChartFrame>
  );
}

function meanText(kind: MetricKind, week: Week): string {
  const { mean } = meanOf(week, kind.valueIn);
  return mean === undefined ? say(words.noValue) : kind.short(mean);
}

function summaryOf(kind: MetricKind, days: readonly Day[]): string {
  const all = { from: '', until: '', days };
  const known = meanOf(all, kind.valueIn);
  if (known.mean === undefined) return say(words.summaryNone);
  return say(words.summary, { days: known.days, mean: kind.text(known.mean) });
}

function wornOf({ wornSeconds, window }: Day): string {
  if (wornSeconds === null || window === null) return say(words.noValue);
  return format.percent(wornSeconds / window.seconds);
}

interface Point {
  /** Civil day. */
  readonly from: string;
  readonly label: string;
  readonly value: number | undefined;
}

function Points({ kind, points }: { readonly kind: MetricKind; readonly points: readonly Point[] }) {
  if (kind.isBars) return <BarChart bars={points} />;
  return <Rates points={points} />;
}

function Rates({ points }: { readonly points: readonly Point[] }) {
  const told = points.map(({ from, value }) => `${from} ${value}`).join();
  // Drawn anew only where something else is to be drawn.
  const drawn = useMemo(
    () => ({
      times: points.map(({ from }) => startOf(from)),
      lines: [{ label: say(words.restingColumn), values: points.map(({ value }) => value ?? null) }],
    }),
    [told],
  );
  return <LineChart {...drawn} timeLabel={dayLabel} />;
}
