import { useMemo } from 'preact/hooks';
import { ChartFrame, dayLabel, format, LineChart, say } from '../../../kit/index.js';
import { startOf } from '../days.js';
import type { Beats } from './day-values.js';
import * as words from './messages.js';
import { noneWords, type Shown, spanColumn, titleOf } from './span-text.js';
import type { Span } from './spans.js';

/** Beats a minute, in as many figures as there may be. */
const LARGEST = 188;
const meanOf = ({ sum, minutes }: Beats): number => sum / minutes;
/** In a row of which it is said once, in words, why there is nothing. */
const dash = (_span: Span): string => '–';
const told = (value: number | undefined, none: string): string => (value === undefined ? none : format.number(value));

/** The mean heart rate of each day or week. */
export function HeartOverTime({ shown }: { readonly shown: Shown }) {
  const all = shown.whole.beats;
  const column = (label: string, amountOf: (beats: Beats) => number | undefined, none = dash) => ({
    ...{ label, numeric: true, others: [format.number(LARGEST), ...(none === dash ? [] : noneWords())] },
    cell: (span: Span) => told(span.beats && amountOf(span.beats), none(span)),
  });
  return (
    <section class="card stack over-time">
      <h2>{say(words.heart)}</h2>
      <ChartFrame
        name="heart"
        title={titleOf(say(words.heart), shown)}
        summary={all === undefined ? say(words.nothing) : summaryOf(all)}
        longest={summaryOf({ sum: LARGEST, minutes: 1, least: LARGEST, most: LARGEST, resting: LARGEST })}
        rows={shown.rows}
        keyOf={({ from }) => from}
        columns={[
          spanColumn(shown),
          column(say(words.mean), meanOf, shown.none),
          column(say(words.least), ({ least }) => least),
          column(say(words.most), ({ most }) => most),
          column(say(words.resting), ({ resting }) => resting),
        ]}
      >
        <Means spans={shown.spans} />
      </ChartFrame>
    </section>
  );
}

const summaryOf = (all: Beats): string =>
  say(words.heartSummary, {
    ...{ mean: format.number(meanOf(all)), least: format.number(all.least), most: format.number(all.most) },
  });

function Means({ spans }: { readonly spans: readonly Span[] }) {
  const label = say(words.heart);
  const times = useMemo(() => spans.map(({ from }) => startOf(from)), [spans]);
  const lines = useMemo(
    () => [{ label, values: spans.map(({ beats }) => (beats === undefined ? null : meanOf(beats))) }],
    [spans, label],
  );
  return <LineChart times={times} lines={lines} timeLabel={dayLabel} />;
}
