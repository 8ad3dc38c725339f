import { useMemo } from 'preact/hooks';
import { ChartFrame, clockCell, format, LineChart, Notice, say } from '../../../kit/index.js';
import { allOf, type Bucket, bucketsOf, type Curve, curveOf, meanOf } from './curve.js';
import { DayAnswer, type DayCardProps } from './day-answer.js';
import * as words from './messages.js';
import type { Sample } from './status.js';

/** Seconds: as fine as a day can be looked at. */
const FINE = 300;
const HOUR = 3_600;

/** The heart rate of a day. */
export function HeartCard(asked: DayCardProps) {
  return (
    <section class="card stack glance">
      <h2>{say(words.heart)}</h2>
      <DayAnswer {...asked}>{({ days }) => <Heart samples={days[0]?.samples ?? []} />}</DayAnswer>
    </section>
  );
}

/** In a row of which it is said once, in words, that nothing was worn. */
const NONE = '–';
const beats = (value: number | null, none = NONE): string => (value === null ? none : format.number(value));

function Heart({ samples }: { readonly samples: readonly Sample[] }) {
  const { curve, hours } = useMemo(() => drawn(samples), [samples]);
  const all = allOf(hours);
  if (all === undefined) return <Notice>{say(words.notMeasured)}</Notice>;
  const told = { mean: beats(meanOf(all)), least: beats(all.least), most: beats(all.most) };
  const column = (label: string, value: (hour: Bucket) => number | null, none?: string) => ({
    ...{ label, numeric: true },
    cell: (hour: Bucket) => beats(value(hour), none),
  });
  return (
    <ChartFrame
      name="heart"
      title={say(words.heartOverDay)}
      summary={say(words.heartSummary, told)}
      rows={hours}
      keyOf={({ start }) => start}
      columns={[
        { label: say(words.hour), cell: clockCell(hours) },
        column(say(words.mean), meanOf, say(words.notWorn)),
        column(say(words.least), ({ count, least }) => (count === 0 ? null : least)),
        column(say(words.most), ({ count, most }) => (count === 0 ? null : most)),
      ]}
    >
      <Beats {...curve} />
    </ChartFrame>
  );
}

function Beats({ times, values }: Curve) {
  const label = say(words.heart);
  const lines = useMemo(() => [{ label, values }], [label, values]);
  return <LineChart times={times} lines={lines} />;
}

const drawn = (samples: readonly Sample[]) => ({
  curve: curveOf(samples, FINE),
  hours: bucketsOf(samples, HOUR),
});
