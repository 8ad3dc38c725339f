/* Statistics that a few strange days do not move (SPEC.md clause 20.5). */

const ascending = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);

/** @param values one or more */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const upper = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return upper.reduce((sum, value) => sum + value, 0) / upper.length;
}

/** The median absolute deviation from the median. @param values one or more */
export function medianDeviation(values: readonly number[]): number {
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
}

/** What makes a median deviation, and a mean one, of a normal distribution its standard deviation. */
const OF_MEDIAN = 0.6745;
const OF_MEAN = 1.253314;

/**
 * How far a value lies from others, in standard deviations as the others suggest them: by the median absolute deviation, and by the mean
 * one where more than half of them are equal. Null where all of them are and the value is another.
 *
 * @param values one or more
 * @source Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers
 */
export function robustZ(value: number, values: readonly number[]): number | null {
  const middle = median(values);
  const away = value - middle;
  if (away === 0) return 0;
  const deviation = medianDeviation(values);
  if (deviation > 0) return (OF_MEDIAN * away) / deviation;
  const mean = values.reduce((sum, each) => sum + Math.abs(each - middle), 0) / values.length;
  return mean > 0 ? away / (OF_MEAN * mean) : null;
}
