import type { ShownWindow } from './answer-shape.js';

/** Rows that are folded into one: those of a month by the day, or those of a day by the hour. */
export interface ShownGroup<Row> {
  /** Civil day: that of its first row. */
  readonly day: string;
  /** Of which there is something to see. */
  readonly filled: readonly Row[];
  readonly empty: readonly Row[];
}

export interface Grouping<Row> {
  readonly dayOf: (row: Row) => string;
  /** By what rows belong together. */
  readonly periodOf: (day: string) => string;
  readonly isEmpty: (row: Row) => boolean;
}

/** Every row is in one group, once, in the order in which they come. */
export function groupsOf<Row>(
  rows: readonly Row[],
  { dayOf, periodOf, isEmpty }: Grouping<Row>,
): readonly ShownGroup<Row>[] {
  const periods = new Map<string, Row[]>();
  for (const row of rows) {
    const period = periodOf(dayOf(row));
    const found = periods.get(period);
    if (found === undefined) periods.set(period, [row]);
    else found.push(row);
  }
  return [...periods.values()].map((each) => ({
    day: each[0] === undefined ? '' : dayOf(each[0]),
    filled: each.filter((row) => !isEmpty(row)),
    empty: each.filter(isEmpty),
  }));
}

/** Whether a window says no more than that nothing was worn, or that it is not sealed yet. */
export const isEmptyWindow = ({ wornSeconds, steps, heartRate, sleep }: ShownWindow): boolean =>
  (wornSeconds ?? 0) === 0 &&
  (steps?.total ?? 0) === 0 &&
  (heartRate?.mean ?? null) === null &&
  (sleep?.minutesAsleep ?? 0) === 0 &&
  (sleep?.periods.length ?? 0) === 0;
