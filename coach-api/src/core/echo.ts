export interface EchoOptions {
  /** Milliseconds without anything, after which nothing counts as heard. */
  readonly within: number;
}

/** What is on its way at most: whatever was said before it comes too late in any case. */
const MOST = 64;

/**
 * Whether messages come, by what this service says to itself through the broker: a connection may live while nothing comes over it.
 * What comes back counts from just before it was said, since what others said later may be lost. Times are milliseconds of one clock
 * that never goes back.
 */
export class Echo {
  readonly #within: number;
  readonly #said = new Map<string, number>();
  #heardAt = -Infinity;

  constructor({ within }: EchoOptions) {
    this.#within = within;
  }

  /** A connection begins, over which nothing was heard yet. */
  begin(): void {
    this.#said.clear();
    this.#heardAt = -Infinity;
  }

  /** @param beat in hexadecimal, another one each time @param now just before it goes out */
  say(beat: string, now: number): void {
    this.#said.set(beat, now);
    const [oldest] = this.#said.keys();
    if (this.#said.size > MOST && oldest !== undefined) this.#said.delete(oldest);
  }

  /** @param beat that came back; of another life of this service, or of anybody else, it says nothing */
  hear(beat: string): void {
    const saidAt = this.#said.get(beat);
    if (saidAt !== undefined) this.#heardAt = Math.max(this.#heardAt, saidAt);
  }

  /** What an agent sent came the same way: behind much of it what is said here comes late, and is not lost. */
  came(now: number): void {
    this.#heardAt = Math.max(this.#heardAt, now);
  }

  isHeard(now: number): boolean {
    return now - this.#heardAt <= this.#within;
  }
}
