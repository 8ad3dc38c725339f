import { REFUSALS, type Refusal } from './decide.js';

/** What a witness did since it started: counts alone. */
export class Tally {
  /** Unix seconds. */
  readonly since: number;
  readonly #cosigned = new Map<string, number>();
  readonly #refused = new Map<Refusal, number>(REFUSALS.map((reason) => [reason, 0]));
  /** Contradictions that could not be kept on disk. */
  unkept = 0;
  /** Contradictions of a log that has as many on disk as are kept. */
  leftOut = 0;

  constructor(since: number) {
    this.since = since;
  }

  cosigned(origin: string): void {
    this.#cosigned.set(origin, this.cosignedOf(origin) + 1);
  }

  cosignedOf(origin: string): number {
    return this.#cosigned.get(origin) ?? 0;
  }

  refused(reason: Refusal): void {
    this.#refused.set(reason, this.refusedFor(reason) + 1);
  }

  refusedFor(reason: Refusal): number {
    return this.#refused.get(reason) ?? 0;
  }
}
