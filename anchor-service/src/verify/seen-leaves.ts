const FIRST_SLOTS = 1 << 12;
/** Fuller than this a table of linear probing becomes slow. */
const FILL = 0.75;

/**
 * Which leaves were seen, by 64 bits of their hash in the tree: 12 bytes a slot, 16 to 32 a leaf. Equal bits are a suspicion
 * and not a finding: the caller compares the leaves. The bits are of a hash and not of the leaf, since whoever sends leaves
 * chooses their bits, and would choose such that every one is suspected.
 */
export class SeenLeaves {
  #slots = FIRST_SLOTS;
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  /** Index plus one; 0 in an empty slot. Of more than four thousand million leaves a table would not fit a machine. */
  #index = new Uint32Array(FIRST_SLOTS);
  #count = 0;

  /**
   * Adds a leaf.
   * @param words its hash, eight numbers of 32 bits from `at` on
   * @returns indices of earlier leaves with the same bits; `undefined`, nearly always, for none
   */
  add(words: Uint32Array, at: number, index: number): number[] | undefined {
    if (this.#count >= this.#slots * FILL) this.#grow();
    this.#count += 1;
    return this.#place(words[at] ?? 0, words[at + 1] ?? 0, index + 1);
  }

  #place(high: number, low: number, value: number): number[] | undefined {
    let suspects: number[] | undefined;
    const mask = this.#slots - 1;
    let slot = low & mask;
    for (let taken = this.#index[slot] ?? 0; taken !== 0; taken = this.#index[slot] ?? 0) {
      if (this.#low[slot] === low && this.#high[slot] === high) suspects = [...(suspects ?? []), taken - 1];
      slot = (slot + 1) & mask;
    }
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#index[slot] = value;
    return suspects;
  }

  #grow(): void {
    const [high, low, index] = [this.#high, this.#low, this.#index];
    this.#slots *= 2;
    this.#high = new Uint32Array(this.#slots);
    this.#low = new Uint32Array(this.#slots);
    this.#index = new Uint32Array(this.#slots);
    for (let slot = 0; slot < index.length; slot += 1) {
      const value = index[slot] ?? 0;
      if (value !== 0) this.#place(high[slot] ?? 0, low[slot] ?? 0, value);
    }
  }
}
