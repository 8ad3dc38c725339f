/** Settles when something happened so many times, so that what follows falls among the next ones. */
export class Enough {
  #left: number;
  #settle: () => void = () => undefined;
  readonly reached = new Promise<void>((resolve) => {
    this.#settle = resolve;
  });

  constructor(count: number) {
    this.#left = count;
  }

  count(): void {
    this.#left -= 1;
    if (this.#left <= 0) this.#settle();
  }
}
