import { BarChart, ChartFrame, clockCell, format, Notice, Ring, say } from '../../../kit/index.js';
import { DayAnswer, type DayCardProps } from './day-answer.js';
import * as words from './messages.js';
import type { Samples } from './status.js';

/** Beyond it little is gained (Paluch et al. 2022, doi:10.1016/S2468-2667(21)00302-9: 8,000 to 10,000 below the age of sixty). */
export const STEPS_GOAL = 8_000;

/** How far the day has come, and its hours. */
export function StepsCard(asked: DayCardProps) {
  return (
    <section class="card stack glance">
      <h2>{say(words.steps)}</h2>
      <DayAnswer {...asked}>{(samples) => <Steps hours={hoursOf(samples)} />}</DayAnswer>
    </section>
  );
}

interface Hour {
  readonly start: number;
  /** `undefined` where the wristband was not worn. */
  readonly steps: number | undefined;
}

const hoursOf = ({ days }: Samples): readonly Hour[] =>
  (days[0]?.windows ?? []).map(({ start, values }) => ({ start, steps: values[0]?.total ?? undefined }));

function Steps({ hours }: { readonly hours: readonly Hour[] }) {
  const known = hours.flatMap(({ steps }) => (steps === undefined ? [] : [steps]));
  if (known.length === 0) return <Notice>{say(words.notMeasured)}</Notice>;
  const total = known.reduce((sum, steps) => sum + steps, 0);
  const clockOf = clockCell(hours);
  const told = {
    total: format.number(total),
    goal: format.number(STEPS_GOAL),
    share: format.percent(total / STEPS_GOAL),
  };
  return (
    <ChartFrame
      name="steps"
      title={say(words.stepsByHour)}
      summary={say(words.stepsSummary, told)}
      rows={hours}
      keyOf={({ start }) => start}
      columns={[
        { label: say(words.hour), cell: clockOf },
        {
          label: say(words.steps),
          cell: ({ steps }) => (steps === undefined ? say(words.notWorn) : format.number(steps)),
          numeric: true,
        },
      ]}
    >
      <div class="steps">
        <Ring share={total / STEPS_GOAL} value={told.total} unit={say(words.steps)} />
        <BarChart bars={hours.map((hour) => ({ label: clockOf(hour), value: hour.steps }))} />
      </div>
    </ChartFrame>
  );
}
