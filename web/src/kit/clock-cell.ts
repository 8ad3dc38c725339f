import * as format from './format.js';

interface Timed {
  /** Unix seconds */
  readonly start: number;
}

/** The time of day of each row, its day being said above them; with the zone where the clocks go back and a time comes twice. */
export function clockCell<Row extends Timed>(rows: readonly Row[]): (row: Row) => string {
  const seen = new Map<string, number>();
  for (const { start } of rows) seen.set(format.clock(start), (seen.get(format.clock(start)) ?? 0) + 1);
  return ({ start }) => {
    const clock = format.clock(start);
    return (seen.get(clock) ?? 0) > 1 ? format.zonedClock(start) : clock;
  };
}
