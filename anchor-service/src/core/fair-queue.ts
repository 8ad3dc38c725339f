/** Somebody's place in the queue; of several who ask for the same, all of them. */
export interface Place {
  /** Who asks. */
  readonly askers: ReadonlySet<string>;
}

/** After so many turns the half of each asker's are forgotten: who asked for much yesterday is like others again. */
const TURNS_REMEMBERED = 256;

/**
 * Who comes next, where few can be served and some ask without end: whoever had the fewest turns of late and waits for the fewest now. Of
 * those who are alike, who came first. So one more who asks seldom comes before all who ask always, however many these are, once each of
 * them was served.
 */
export class FairQueue<P extends Place> {
  readonly #most: number;
  readonly #waiting = new Set<P>();
  readonly #served = new Map<string, number>();
  #turns = 0;

  /** @param most places */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Takes a place at the end.
   * @returns `false` when there is none; else the one who has to go for it, if the queue was full of those who had more
   */
  enter(place: P): { readonly leaves: P | undefined } | false {
    if (this.#waiting.size < this.#most) {
      this.#waiting.add(place);
      return { leaves: undefined };
    }
    const had = this.#hadBy();
    const leaves = [...this.#waiting].reduce((most, one) => (had(one) >= had(most) ? one : most));
    // It would wait for one more than now.
    if (had(leaves) <= had(place) + 1) return false;
    this.#waiting.delete(leaves);
    this.#waiting.add(place);
    return { leaves };
  }

  leave(place: P): void {
    this.#waiting.delete(place);
  }

  /** Takes out who is to be served now. */
  next(): P | undefined {
    const [first, ...others] = this.#waiting;
    if (first === undefined) return undefined;
    const had = this.#hadBy();
    const next = others.reduce((least, one) => (had(one) < had(least) ? one : least), first);
    this.#waiting.delete(next);
    for (const asker of next.askers) this.#served.set(asker, (this.#served.get(asker) ?? 0) + 1);
    this.#turns += 1;
    if (this.#turns % TURNS_REMEMBERED === 0) this.#forgetHalf();
    return next;
  }

  /** How many turns the one of a place's askers who had the fewest has had, and places that he has. */
  #hadBy(): (place: P) => number {
    const all = new Map(this.#served);
    for (const asker of [...this.#waiting].flatMap(({ askers }) => [...askers]))
      all.set(asker, (all.get(asker) ?? 0) + 1);
    return ({ askers }) => Math.min(...[...askers].map((asker) => all.get(asker) ?? 0));
  }

  #forgetHalf(): void {
    for (const [asker, turns] of this.#served) {
      if (turns < 2) this.#served.delete(asker);
      else this.#served.set(asker, Math.floor(turns / 2));
    }
  }
}
