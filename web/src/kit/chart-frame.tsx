import type { ComponentChildren } from 'preact';
import { Disclosure } from './disclosure.js';
import { month } from './format.js';
import { groupedBy } from './grouped.js';
import * as words from './messages.js';
import { Room } from './room.js';
import { say } from './say.js';
import { type Column, DataTable, type DataTableProps } from './table.js';

export interface ChartFrameProps<Row> {
  readonly title: string;
  /** What its table is known by, which is the same in every language: no other of what it stands in has it. */
  readonly name: string;
  /** What is to be seen in it, in one sentence: the chart's words for whoever does not see it. */
  readonly summary: string;
  /** The longest that it may be once more has come; it holds its room. */
  readonly longest?: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  /** Civil day of a row of a table that may become long: it is folded by the month then. */
  readonly dayOf?: (row: Row) => string;
  readonly children: ComponentChildren;
}

/** A chart with its sentence and its table: nothing is in the picture alone. */
export function ChartFrame<Row>({ title, name, summary, longest, children, ...table }: ChartFrameProps<Row>) {
  return (
    <figure class="figure">
      <figcaption>{title}</figcaption>
      <div role="img" aria-label={summary}>
        {children}
      </div>
      <Room look="small muted" text={summary} others={longest === undefined ? [] : [longest]} />
      <Disclosure name={name} label={say(words.asTable, { title })}>
        <Rows caption={title} {...table} />
      </Disclosure>
    </figure>
  );
}

/** Rows that one looks through at once: those of a quarter by the day. */
const AT_ONCE = 92;

function Rows<Row>({ dayOf, ...table }: DataTableProps<Row> & Pick<ChartFrameProps<Row>, 'dayOf'>) {
  if (dayOf === undefined || table.rows.length <= AT_ONCE) return <DataTable {...table} />;
  const monthOf = (row: Row): string => dayOf(row).slice(0, 7);
  const months = groupedBy(table.rows, monthOf).flatMap((rows) => {
    const [first] = rows;
    return first === undefined ? [] : { rows, name: monthOf(first), label: month(dayOf(first)) };
  });
  const newest = months.at(-1);
  return (
    <>
      {months.map((each) => (
        <Disclosure key={each.name} name={each.name} label={each.label} open={each === newest}>
          {() => <DataTable {...table} caption={`${table.caption}, ${each.label}`} rows={each.rows} />}
        </Disclosure>
      ))}
    </>
  );
}
