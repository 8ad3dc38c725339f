/** How often something may fail within a while before nobody may try any more. Times in milliseconds of one clock. */
export class TryLimit {
  readonly #most: number;
  readonly #within: number;
  #failures: readonly number[] = [];

  constructor({ most, within }: { readonly most: number; readonly within: number }) {
    this.#most = most;
    this.#within = within;
  }

  /** Milliseconds until it may be tried again; 0 where it may be now. */
  wait(now: number): number {
    const recent = this.#failures.filter((at) => now - at < this.#within);
    this.#failures = recent;
    const [oldest] = recent;
    return oldest === undefined || recent.length < this.#most ? 0 : oldest + this.#within - now;
  }

  failed(now: number): void {
    this.#failures = [...this.#failures, now].slice(-this.#most);
  }
}
