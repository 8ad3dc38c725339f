import { civilDay, flooredMonths, MAX_MONTHS, type SigningKey, signErasureCounts } from '@fit4work/protocol';
import type { LetterStore } from './letter-port.js';
import type { Clock } from './ports.js';

export interface CountingOptions {
  readonly letters: Pick<LetterStore, 'timesOfErasures'>;
  readonly signingKey: SigningKey;
  readonly clock: Clock;
}

interface Counts {
  /** Unix seconds */
  readonly made: number;
  readonly signed: Promise<Uint8Array>;
}

/** Whoever asks before these seconds are over gets the same again: anybody may ask, as often as they like. */
const STANDS = 60;

/** Counts of the certificates of erasure of the last ten years by month, signed (SPEC.md clause 14.4). */
export class ErasureCounts {
  readonly #options: CountingOptions;
  #last: Counts | undefined;

  constructor(options: CountingOptions) {
    this.#options = options;
  }

  signed(): Promise<Uint8Array> {
    const now = this.#options.clock.now();
    if (this.#last !== undefined && now >= this.#last.made && now < this.#last.made + STANDS) return this.#last.signed;
    const counts: Counts = { made: now, signed: this.#count(now) };
    this.#last = counts;
    counts.signed.catch(() => {
      if (this.#last === counts) this.#last = undefined;
    });
    return counts.signed;
  }

  async #count(now: number): Promise<Uint8Array> {
    const { letters, signingKey } = this.#options;
    const counts = new Map<string, number>();
    for (const time of await letters.timesOfErasures()) {
      const month = civilDay(time, 'UTC').slice(0, 7);
      counts.set(month, (counts.get(month) ?? 0) + 1);
    }
    return signErasureCounts({ months: flooredMonths(counts).slice(-MAX_MONTHS), issued: now }, signingKey);
  }
}
