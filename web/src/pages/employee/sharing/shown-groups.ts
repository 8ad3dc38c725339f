import type { ShownWindow } from './answer-shape.js';

/** Rows that are folded into one: those of a month by the day, or those of a day by the hour; of several where there is nothing to see. */
export interface ShownGroup<Row> {
  /** Civil days: those of its first row and its last. */
  readonly from: string;
  readonly until: string;
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
  const groups: ShownGroup<Row>[] = [];
  for (const each of periods.values()) {
    const group = groupOf(each, dayOf, isEmpty);
    const before = groups.at(-1);
    if (before === undefined || before.filled.length > 0 || group.filled.length > 0) groups.push(group);
    else groups[groups.length - 1] = { ...before, until: group.until, empty: [...before.empty, ...group.empty] };
  }
  return groups;
}

function groupOf<Row>(
  rows: readonly Row[],
  dayOf: Grouping<Row>['dayOf'],
  isEmpty: Grouping<Row>['isEmpty'],
): ShownGroup<Row> {
  const [from = '', until = ''] = [rows[0], rows.at(-1)].map((row) => (row === undefined ? '' : dayOf(row)));
  return { from, until, filled: rows.filter((row) => !isEmpty(row)), empty: rows.filter(isEmpty) };
}

/** Whether a window says no more than that nothing was worn, or that it is not sealed yet. */
export const isEmptyWindow = ({ wornSeconds, steps, heartRate, sleep }: ShownWindow): boolean =>
  (wornSeconds ?? 0) === 0 &&
  (steps?.total ?? 0) === 0 &&
  (heartRate?.mean ?? null) === null &&
  (sleep?.minutesAsleep ?? 0) === 0 &&
  (sleep?.periods.length ?? 0) === 0;
