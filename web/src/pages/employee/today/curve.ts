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
