/** Who has the most, kept as it changes: nobody is looked through to find them. */
export class Largest<T> {
  /** By how much they have. */
  readonly #having: Set<T>[] = [];
  #most = 0;

  /** @param before what it had, 0 of one that is new @param now whole numbers; 0 of one that goes */
  change(one: T, before: number, now: number): void {
    if (before === now) return;
    this.#having[before]?.delete(one);
    if (now > 0) this.#with(now).add(one);
    this.#most = Math.max(this.#most, now);
    while (this.#most > 0 && (this.#having[this.#most]?.size ?? 0) === 0) this.#most -= 1;
  }

  /** Of several who have as much, who has had it for longest. */
  get first(): T | undefined {
    return this.#having[this.#most]?.values().next().value;
  }

  #with(amount: number): Set<T> {
    const having = this.#having[amount] ?? new Set();
    this.#having[amount] = having;
    return having;
  }
}
