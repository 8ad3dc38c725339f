/** Values of one power of two are told apart by 512 steps: what is read is at most 0.2 % above what was counted. */
const STEPS = 512;

/** Counts values from 0 to 2^32 in memory that does not grow (after HdrHistogram): whole microseconds, up to an hour. */
export class Histogram {
  #counts = new Uint32Array(STEPS * 24);
  #total = 0;

  /** @param {number} value */
  add(value) {
    const whole = Math.max(0, Math.round(value));
    const shift = Math.max(0, 22 - Math.clz32(whole));
    this.#counts[shift * STEPS + (whole >>> shift)] += 1;
    this.#total += 1;
  }

  get total() {
    return this.#total;
  }

  /** The value that so much of all are not above; 0 of none. @param {number} share */
  quantile(share) {
    const rank = Math.ceil(share * this.#total);
    let seen = 0;
    for (const [i, count] of this.#counts.entries()) {
      seen += count;
      if (count > 0 && seen >= rank) return highestOf(i);
    }
    return 0;
  }
}

/** @param {number} place */
function highestOf(place) {
  if (place < 2 * STEPS) return place;
  const shift = Math.floor(place / STEPS) - 1;
  return (place - shift * STEPS + 1) * 2 ** shift - 1;
}
