export interface RateLimitOptions {
  /** Requests of one name in one window. */
  readonly most: number;
  /** Seconds. */
  readonly window: number;
}

/** Names that are counted at once; more than that in one window are somebody's flood, and all wait for the next. */
const MAX_NAMES = 10_000;

/** Counts requests by name within windows of time that follow one another. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #counts = new Map<string, number>();
  #window = 0;

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** @param now Unix seconds @returns whether the request may go on */
  allows(name: string, now: number): boolean {
    const { most, window } = this.#options;
    const current = Math.floor(now / window);
    if (current !== this.#window) {
      this.#window = current;
      this.#counts.clear();
    }
    const count = this.#counts.get(name) ?? 0;
    if (count >= most || (count === 0 && this.#counts.size >= MAX_NAMES)) return false;
    this.#counts.set(name, count + 1);
    return true;
  }
}
