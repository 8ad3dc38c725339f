/*
 * A histogram of high dynamic range: whatever is counted, from a microsecond to a day, is told again to within one part in 128, in
 * a few hundred numbers that add up across processes. Quantiles of it are not means of quantiles.
 */

/** Below it each value has a place of its own; above, 128 places for each doubling. */
const HALF = 128;

/** What crosses to another process: places that have something, and how often. */
export type HistogramCounts = readonly (readonly [place: number, count: number])[];

export class Histogram {
  readonly #counts = new Map<number, number>();
  #total = 0;

  static of(counts: HistogramCounts): Histogram {
    const histogram = new Histogram();
    histogram.add(counts);
    return histogram;
  }

  get total(): number {
    return this.#total;
  }

  /** @param value a whole number, 0 or more; a fraction is rounded, what is below counts as 0 */
  record(value: number): void {
    this.#count(placeOf(Math.max(0, Math.round(value))), 1);
  }

  /** Takes in what another one counted. */
  add(counts: HistogramCounts): void {
    for (const [place, count] of counts) this.#count(place, count);
  }

  /** @returns the least value that `share` of all do not exceed, to within its place, of which it is the largest; 0 of nothing */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (const [place, count] of this.counts) {
      seen += count;
      if (seen >= rank) return largestOf(place);
    }
    return 0;
  }

  get counts(): HistogramCounts {
    return [...this.#counts].sort(([one], [other]) => one - other);
  }

  #count(place: number, count: number): void {
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + count);
    this.#total += count;
  }
}

/** By division: bits of more than 32 are lost to shifts. */
function placeOf(value: number): number {
  if (value < 2 * HALF) return value;
  const doublings = Math.floor(Math.log2(value)) - Math.log2(HALF);
  return doublings * HALF + Math.floor(value / 2 ** doublings);
}

function largestOf(place: number): number {
  if (place < 2 * HALF) return place;
  const doublings = Math.floor(place / HALF) - 1;
  return (place - doublings * HALF + 1) * 2 ** doublings - 1;
}
