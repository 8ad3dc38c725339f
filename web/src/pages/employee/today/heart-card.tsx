import { useMemo } from 'preact/hooks';
import { ChartFrame, clockCell, format, LineChart, Notice, say } from '../../../kit/index.js';
import { allOf, type Bucket, bucketsOf, meanOf } from './curve.js';
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
  const { times, values, hours } = useMemo(() => drawn(samples), [samples]);
  const all = allOf(hours);
  if (all === undefined) return <Notice>{say(words.notMeasured)}</Notice>;
  const told = { mean: beats(meanOf(all)), least: beats(all.least), most: beats(all.most) };
  const column = (label: string, value: (hour: Bucket) => number | null, none?: string) => ({
    ...{ label, numeric: true },
    cell: (hour: Bucket) => beats(value(hour), none),
  });
  return (
    <ChartFrame
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
      <Curve times={times} values={values} />
    </ChartFrame>
  );
}

interface CurveProps {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

function Curve({ times, values }: CurveProps) {
  const label = say(words.heart);
  const lines = useMemo(() => [{ label, values }], [label, values]);
  return <LineChart times={times} lines={lines} />;
}

function drawn(samples: readonly Sample[]): CurveProps & { readonly hours: readonly Bucket[] } {
  const fine = bucketsOf(samples, FINE);
  return { times: fine.map(({ start }) => start), values: fine.map(meanOf), hours: bucketsOf(samples, HOUR) };
}
