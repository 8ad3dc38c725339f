import type { ComponentChildren } from 'preact';
import { Disclosure } from './disclosure.js';
import * as words from './messages.js';
import { Room } from './room.js';
import { say } from './say.js';
import { type Column, DataTable } from './table.js';

export interface ChartFrameProps<Row> {
  readonly title: string;
  /** What is to be seen in it, in one sentence: the chart's words for whoever does not see it. */
  readonly summary: string;
  /** The longest that it may be once more has come; it holds its room. */
  readonly longest?: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  readonly children: ComponentChildren;
}

/** A chart with its sentence and its table: nothing is in the picture alone. */
export function ChartFrame<Row>({ title, summary, longest, rows, columns, keyOf, children }: ChartFrameProps<Row>) {
  return (
    <figure class="figure">
      <figcaption>{title}</figcaption>
      <div role="img" aria-label={summary}>
        {children}
      </div>
      <Room look="small muted" text={summary} others={longest === undefined ? [] : [longest]} />
      <Disclosure label={say(words.asTable, { title })}>
        <DataTable caption={title} rows={rows} columns={columns} keyOf={keyOf} />
      </Disclosure>
    </figure>
  );
}
