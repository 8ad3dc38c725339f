import { groupedBy } from '../../../kit/grouped.js';
import type { ShownWindow } from './answer-shape.js';

/**
 * What there is to see of a row: a value; nothing that can be shown, as it was changed on the disk; nothing yet, as it is not
 * sealed; or nothing, as nothing was measured.
 */
export const ROW_KINDS = ['filled', 'damaged', 'unsealed', 'empty'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** Rows that are folded into one: those of a month by the day, or those of a day by the hour; of several where there is nothing to see. */
export interface ShownGroup<Row> {
  /** Civil days: those of its first row and its last. */
  readonly from: string;
  readonly until: string;
  readonly rows: Readonly<Record<RowKind, readonly Row[]>>;
}

export interface Grouping<Row> {
  readonly dayOf: (row: Row) => string;
  /** By what rows belong together. */
  readonly periodOf: (day: string) => string;
  readonly kindOf: (row: Row) => RowKind;
}

/** Every row is in one group, once, in the order in which they come. */
export function groupsOf<Row>(
  rows: readonly Row[],
  { dayOf, periodOf, kindOf }: Grouping<Row>,
): readonly ShownGroup<Row>[] {
  const groups: ShownGroup<Row>[] = [];
  for (const each of groupedBy(rows, (row) => periodOf(dayOf(row)))) {
    const group = groupOf(each, dayOf, kindOf);
    const before = groups.at(-1);
    if (before === undefined || !isBare(before) || !isBare(group)) groups.push(group);
    else groups[groups.length - 1] = joined(before, group);
  }
  return groups;
}

function groupOf<Row>(
  rows: readonly Row[],
  dayOf: Grouping<Row>['dayOf'],
  kindOf: Grouping<Row>['kindOf'],
): ShownGroup<Row> {
  const [from = '', until = ''] = [rows[0], rows.at(-1)].map((row) => (row === undefined ? '' : dayOf(row)));
  const of = (kind: RowKind): readonly Row[] => rows.filter((row) => kindOf(row) === kind);
  return {
    from,
    until,
    rows: { filled: of('filled'), damaged: of('damaged'), unsealed: of('unsealed'), empty: of('empty') },
  };
}

/** Whether there is no value in any of it, and nobody has to be told of it. */
const isBare = <Row>({ rows }: ShownGroup<Row>): boolean => rows.filled.length === 0 && rows.damaged.length === 0;

function joined<Row>(before: ShownGroup<Row>, { until, rows }: ShownGroup<Row>): ShownGroup<Row> {
  const unsealed = [...before.rows.unsealed, ...rows.unsealed];
  const empty = [...before.rows.empty, ...rows.empty];
  return { from: before.from, until, rows: { filled: [], damaged: [], unsealed, empty } };
}

/** Of which days it does not say that nothing was measured where nothing was opened. */
export interface Unopened {
  /** Civil day: of it and of later ones not every window is sealed. */
  readonly firstUnsealed: string;
  /** Civil days. */
  readonly damaged: readonly string[];
}

export function kindOfWindow(window: ShownWindow, { firstUnsealed, damaged }: Unopened): RowKind {
  if (!isEmptyWindow(window)) return 'filled';
  if (window.wornSeconds !== null) return 'empty';
  if (damaged.includes(window.date)) return 'damaged';
  return window.date >= firstUnsealed ? 'unsealed' : 'empty';
}

/** Whether there is no value in a window. */
const isEmptyWindow = ({ wornSeconds, steps, heartRate, sleep }: ShownWindow): boolean =>
  (wornSeconds ?? 0) === 0 &&
  (steps?.total ?? 0) === 0 &&
  (heartRate?.mean ?? null) === null &&
  (sleep?.minutesAsleep ?? 0) === 0 &&
  (sleep?.periods.length ?? 0) === 0;
