import { Histogram, type HistogramCounts } from './histogram.js';

/** What came of the envelopes of one phase. Times are whole microseconds, from when an envelope was due. */
export interface TallyCounts {
  readonly due: number;
  readonly received: number;
  readonly included: number;
  /** To the signed receipt, of the first half of the phase and of the second. */
  readonly receipts: readonly [HistogramCounts, HistogramCounts];
  /** To the proven place in a witnessed checkpoint. */
  readonly inclusions: HistogramCounts;
}

/** Which half of its phase an envelope was due in: where the second is slower, something grows. */
export type Half = 0 | 1;

const MICROSECONDS = 1_000;

export class Tally {
  #due = 0;
  readonly #receipts = [new Histogram(), new Histogram()] as const;
  readonly #inclusions = new Histogram();

  due(): void {
    this.#due += 1;
  }

  received(half: Half, milliseconds: number): void {
    this.#receipts[half].record(milliseconds * MICROSECONDS);
  }

  included(milliseconds: number): void {
    this.#inclusions.record(milliseconds * MICROSECONDS);
  }

  /** Whether everything that was due has a receipt and a proof. */
  get isSettled(): boolean {
    const [first, second] = this.#receipts;
    return first.total + second.total === this.#due && this.#inclusions.total === this.#due;
  }

  get counts(): TallyCounts {
    const [first, second] = this.#receipts;
    return {
      due: this.#due,
      received: first.total + second.total,
      included: this.#inclusions.total,
      receipts: [first.counts, second.counts],
      inclusions: this.#inclusions.counts,
    };
  }
}
