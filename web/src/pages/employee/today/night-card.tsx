import { ChartFrame, clockCell, format, Notice, say } from '../../../kit/index.js';
import { startOf } from '../days.js';
import { isToday } from '../freshness.js';
import { DayAnswer, type DayCardProps } from './day-answer.js';
import { Hypnogram } from './hypnogram.js';
import * as words from './messages.js';
import { type Night, nightOf } from './night.js';

/** The night that ended on a day. */
export function NightCard({ day, answered }: DayCardProps) {
  return (
    <section class="card stack glance">
      <h2>{nightText(day)}</h2>
      <DayAnswer day={day} answered={answered}>
        {({ days }) => {
          const night = nightOf(
            days.flatMap(({ samples = [] }) => samples),
            startOf(day),
          );
          return night === undefined ? <Notice>{say(words.noNight)}</Notice> : <Sleep night={night} />;
        }}
      </DayAnswer>
    </section>
  );
}

/** The day that is shown may be of last week. */
function nightText(day: string): string {
  return isToday(day) ? say(words.night) : say(words.nightBefore, { day: format.shortDate(day) });
}

function Sleep({ night }: { readonly night: Night }) {
  const told = {
    ...{ start: format.clock(night.start), end: format.clock(night.end) },
    ...{ asleep: format.duration(night.asleep), awake: format.duration(night.awake) },
  };
  return (
    <ChartFrame
      name="night"
      title={say(words.nightStages)}
      summary={say(words.nightSummary, told)}
      rows={night.parts}
      keyOf={({ start }) => start}
      columns={[
        { label: say(words.from), cell: clockCell(night.parts) },
        { label: say(words.stage), cell: ({ stage }) => say(words.stages, { stage }) },
        { label: say(words.length), cell: ({ start, end }) => format.duration(end - start), numeric: true },
      ]}
    >
      <Hypnogram night={night} />
    </ChartFrame>
  );
}
