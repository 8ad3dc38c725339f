import { signal } from '@preact/signals';

/** What came of the input that was given last, and of no earlier one. */
export class LastVerdict<Verdict> {
  readonly #told = signal<Verdict | undefined>(undefined);
  #inputs = 0;

  get value(): Verdict | undefined {
    return this.#told.value;
  }

  /** The input is another now: what was said of the one before, or is still to come of it, is said of nothing. */
  clear(): void {
    this.#inputs += 1;
    this.#told.value = undefined;
  }

  /** @returns undefined where the input changed while it was judged */
  async ask(judge: () => Promise<Verdict>): Promise<Verdict | undefined> {
    this.clear();
    const own = this.#inputs;
    const verdict = await judge();
    if (own !== this.#inputs) return undefined;
    this.#told.value = verdict;
    return verdict;
  }
}
