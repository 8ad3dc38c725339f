import { BarChart, ChartFrame, format, LineChart, Ring, say } from '../../kit/index.js';
import * as words from './messages.js';

interface Reading {
  readonly time: number;
  readonly value: number | null;
}

/** The night in which summer time ended in 2026: 25 October, with its hour that comes twice. */
const NIGHT = 1_792_872_000;
const READINGS: readonly Reading[] = Array.from({ length: 145 }, (_, i) => ({
  time: NIGHT + i * 300,
  // One alone in the middle of an hour that is missing.
  value: i > 60 && i < 72 && i !== 66 ? null : Math.round(58 + 8 * Math.sin(i / 9)),
}));
const TIMES = READINGS.map(({ time }) => time);
const VALUES = READINGS.map(({ value }) => value);
const DAYS = [8200, 10_400, 6100, undefined, 12_050, 9000, 7600].map((steps, i) => ({
  date: `2026-11-1${i + 1}`,
  steps,
}));
const GOAL = 9000;

export function Charts() {
  return (
    <div class="grid">
      <Steps />
      <Heart />
    </div>
  );
}

function Steps() {
  const said = (steps: number | undefined): string =>
    steps === undefined ? say(words.notKnown) : format.number(steps);
  return (
    <section class="card stack">
      <h2>{say(words.steps)}</h2>
      <ChartFrame
        name="day"
        title={say(words.today)}
        summary={say(words.todaySummary, { share: format.percent(0.84), goal: format.number(GOAL) })}
        rows={DAYS.slice(-1)}
        keyOf={({ date }) => date}
        columns={[
          { label: say(words.day), cell: ({ date }) => format.day(date) },
          { label: say(words.steps), cell: ({ steps }) => said(steps), numeric: true },
        ]}
      >
        <Ring share={0.84} value={format.number(7600)} unit={say(words.steps)} />
      </ChartFrame>
      <ChartFrame
        name="week"
        title={say(words.week)}
        summary={say(words.weekSummary, { days: 3, goal: format.number(GOAL) })}
        rows={DAYS}
        keyOf={({ date }) => date}
        columns={[
          { label: say(words.day), cell: ({ date }) => format.day(date) },
          { label: say(words.steps), cell: ({ steps }) => said(steps), numeric: true },
        ]}
      >
        <BarChart bars={DAYS.map(({ date, steps }) => ({ label: format.shortDay(date), value: steps }))} goal={GOAL} />
      </ChartFrame>
    </section>
  );
}

function Heart() {
  const lines = [{ label: say(words.heart), values: VALUES }];
  return (
    <section class="card stack">
      <h2>{say(words.heart)}</h2>
      <ChartFrame
        name="night"
        title={say(words.night)}
        summary={say(words.nightSummary, { length: format.duration(144 * 300) })}
        rows={READINGS.filter((_, i) => i % 12 === 0)}
        keyOf={({ time }) => time}
        columns={[
          { label: say(words.time), cell: ({ time }) => format.moment(time) },
          {
            label: say(words.heart),
            cell: ({ value }) => (value === null ? say(words.notKnown) : format.number(value)),
            numeric: true,
          },
        ]}
      >
        <LineChart times={TIMES} lines={lines} />
      </ChartFrame>
    </section>
  );
}
