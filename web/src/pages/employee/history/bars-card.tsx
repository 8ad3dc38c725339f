import { BarChart, ChartFrame, say } from '../../../kit/index.js';
import * as words from './messages.js';
import { axisLabel, noneWords, type Shown, spanColumn, titleOf } from './span-text.js';
import type { Span } from './spans.js';

export interface BarsCardProps {
  readonly shown: Shown;
  /** Of its table, in every language. */
  readonly name: string;
  /** What it is of. */
  readonly what: string;
  readonly amountOf: (span: Span) => number | undefined;
  readonly text: (value: number) => string;
  /** @param mean of all days that are shown */
  readonly summary: (mean: string) => string;
  /** What a mean may be, in as many words or figures as it may have. */
  readonly largest: number;
  readonly goal?: number;
}

/** One bar for each day or week, with its sentence and its table. */
export function BarsCard({ shown, name, what, amountOf, text, summary, largest, ...rest }: BarsCardProps) {
  const mean = amountOf(shown.whole);
  return (
    <section class="card stack over-time">
      <h2>{what}</h2>
      <ChartFrame
        name={name}
        title={titleOf(what, shown)}
        summary={mean === undefined ? say(words.nothing) : summary(text(mean))}
        longest={summary(text(largest))}
        rows={shown.rows}
        keyOf={({ from }) => from}
        columns={[
          spanColumn(shown),
          {
            label: what,
            numeric: true,
            others: [text(largest), ...noneWords()],
            cell: (span) => {
              const amount = amountOf(span);
              return amount === undefined ? shown.none(span) : text(amount);
            },
          },
        ]}
      >
        <BarChart
          bars={shown.spans.map((span) => ({ label: axisLabel(span, shown), value: amountOf(span) }))}
          {...rest}
        />
      </ChartFrame>
    </section>
  );
}
