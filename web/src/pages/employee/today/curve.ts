/** Of a stretch of time: how many were measured, and their sum, least and most. */
export interface Bucket {
  /** Unix seconds */
  readonly start: number;
  readonly count: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
}

interface Beat {
  readonly start: number;
  readonly value?: number | undefined;
}

/** @param seconds of each stretch, counted from the first sample's own; a stretch in which nothing was measured is there and empty */
export function bucketsOf(samples: readonly Beat[], seconds: number): readonly Bucket[] {
  const found = new Map<number, Bucket>();
  for (const { start, value } of samples) {
    if (value === undefined) continue;
    const at = start - (start % seconds);
    const { count, sum, least, most } = found.get(at) ?? { count: 0, sum: 0, least: value, most: value };
    const more = { count: count + 1, sum: sum + value, least: Math.min(least, value), most: Math.max(most, value) };
    found.set(at, { start: at, ...more });
  }
  const starts = [...found.keys()].sort((a, b) => a - b);
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: (last - first) / seconds + 1 }, (_, i) => {
    const start = first + i * seconds;
    return found.get(start) ?? { start, count: 0, sum: 0, least: 0, most: 0 };
  });
}

export const meanOf = ({ count, sum }: Bucket): number | null => (count === 0 ? null : sum / count);

/** All of them as one; undefined where nothing was measured. */
export function allOf(buckets: readonly Bucket[]): Bucket | undefined {
  const measured = buckets.filter(({ count }) => count > 0);
  const [first] = measured;
  return (
    first && {
      start: first.start,
      count: measured.reduce((sum, each) => sum + each.count, 0),
      sum: measured.reduce((sum, each) => sum + each.sum, 0),
      least: Math.min(...measured.map(({ least }) => least)),
      most: Math.max(...measured.map(({ most }) => most)),
    }
  );
}

/** Points of a line over time, with `null` between two that are not joined. */
export interface Curve {
  /** Unix seconds, ascending. */
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

/** Seconds: wearables that measure by themselves do so each half hour at least, give or take. */
const SLOWEST = 2_700;
/** Of the time between two measurements: a clock runs a little late, and one that was missed is missed. */
const LATE = 1.5;

/**
 * The means of stretches of time, joined where nothing is missing between them: a wearable that measures each ten minutes has nothing in
 * most stretches of five, and its line is whole.
 *
 * @param seconds of each stretch
 */
export function curveOf(samples: readonly Beat[], seconds: number): Curve {
  const measured = bucketsOf(samples, seconds)
    .filter(({ count }) => count > 0)
    .map((bucket) => ({ time: bucket.start, value: meanOf(bucket) }));
  const points = [...measured, ...gapsIn(samples, seconds)].sort((a, b) => a.time - b.time);
  return { times: points.map(({ time }) => time), values: points.map(({ value }) => value) };
}

function gapsIn(samples: readonly Beat[], seconds: number) {
  const starts = samples.flatMap(({ start, value }) => (value === undefined ? [] : start)).sort((a, b) => a - b);
  const most = LATE * cadenceOf(starts, seconds);
  return starts.flatMap((start, i) => {
    const before = starts[i - 1] ?? start;
    const end = before - (before % seconds) + seconds;
    return start - before > most && end <= start - seconds ? [{ time: end, value: null }] : [];
  });
}

/**
 * Seconds between two measurements, as the wearable makes them by itself: of the times that come back, to the minute, the one that most of the
 * day is made of. Whoever trains has more measurements of each minute than of each ten.
 *
 * @param otherwise where none comes back
 */
function cadenceOf(starts: readonly number[], otherwise: number): number {
  const counts = new Map<number, number>();
  starts.forEach((start, i) => {
    const between = 60 * Math.round((start - (starts[i - 1] ?? start)) / 60);
    if (between > 0 && between <= SLOWEST) counts.set(between, (counts.get(between) ?? 0) + 1);
  });
  const recurring = [...counts].filter(([, count]) => count > 1);
  const [cadence] = recurring.sort(([a, m], [b, n]) => n * b - m * a || a - b)[0] ?? [otherwise];
  return cadence;
}
