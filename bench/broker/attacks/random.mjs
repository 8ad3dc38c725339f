/** Numbers that a seed makes (xorshift, Marsaglia 2003): the same attack can be run again. */
export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    // Zero would stay zero.
    this.#state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  }

  /** From 0 to below it. @param {number} limit */
  below(limit) {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state % limit;
  }

  /** @template T @param {readonly T[]} list not empty @returns {T} */
  pick(list) {
    return /** @type {T} */ (list[this.below(list.length)]);
  }

  /** @param {number} length */
  bytes(length) {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}
