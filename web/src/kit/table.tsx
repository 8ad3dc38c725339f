import { type ComponentChildren, Fragment } from 'preact';
import { Held } from './room.js';

export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly numeric?: boolean;
  /** What may come to stand in it: the column is as wide as any of all from the beginning. */
  readonly others?: readonly string[];
}

export interface DataTableProps<Row> {
  readonly caption: string;
  /** Where what stands above it says the same, it is for ears alone. */
  readonly isCaptionSeen?: boolean;
  readonly rows: readonly Row[];
  /** The first names its row. */
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
}

/** A table that scrolls inside itself where the page is narrow, by the keyboard as well. */
export function DataTable<Row>({ caption, isCaptionSeen = true, rows, columns, keyOf }: DataTableProps<Row>) {
  const look = (column: Column<Row>): string | undefined => (column.numeric === true ? 'numeric' : undefined);
  return (
    <section class="scroll" aria-label={caption} tabIndex={0}>
      <table class="table">
        <caption class={isCaptionSeen ? undefined : 'for-ears'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.label} scope="col" class={look(column)}>
                {column.label}
                {column.others !== undefined && <Held texts={column.others} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, i) =>
                i === 0 ? (
                  <th key={column.label} scope="row" class={look(column)}>
                    {anew(column.cell(row))}
                  </th>
                ) : (
                  <td key={column.label} class={look(column)}>
                    {anew(column.cell(row))}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Other words are another piece of text: those at the right of a cell are not moved when they become longer. */
const anew = (said: ComponentChildren): ComponentChildren =>
  typeof said === 'string' ? <Fragment key={said}>{said}</Fragment> : said;
