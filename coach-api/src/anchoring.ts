import { setImmediate as turn } from 'node:timers/promises';
import { toHex } from '@fit4work/protocol';
import type { Clock, Logger, RecordStore, Unanchored } from './ports.js';
import type { WitnessedLog } from './witnessed-log.js';

export interface AnchoringOptions {
  readonly records: Pick<RecordStore, 'unanchored' | 'markAnchored'>;
  readonly log: Pick<WitnessedLog, 'recentIndexOf' | 'isProven' | 'search'>;
  readonly logger: Logger;
  readonly clock: Clock;
}

const PAGE = 256;
const MAX_SEARCHED = 4_096;
const SEARCH_GAP = 60;

/** Verifies in the background that every stored envelope is in the log. */
export class Anchoring {
  readonly #options: AnchoringOptions;
  #running: Promise<void> | undefined;
  #again = false;
  #searched: number;

  constructor(options: AnchoringOptions) {
    this.#options = options;
    this.#searched = options.clock.now();
  }

  /** Something was stored or the log grew. Passes do not overlap. */
  wake(): void {
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    this.#running = this.#passes()
      .catch(() => this.#options.logger.error('anchoring-failed'))
      .finally(() => {
        this.#running = undefined;
      });
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  async #passes(): Promise<void> {
    do {
      this.#again = false;
      await this.#pass();
    } while (this.#again);
  }

  async #pass(): Promise<void> {
    const lost: Unanchored[] = [];
    for (let after = 0; ; ) {
      const page = await this.#options.records.unanchored(after, PAGE);
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.id;
      const found = page.flatMap(({ id, leaf }) => {
        const index = this.#options.log.recentIndexOf(leaf);
        return index === undefined ? [] : [{ id, index }];
      });
      await this.#options.records.markAnchored(found);
      if (lost.length < MAX_SEARCHED) lost.push(...page.filter(({ id }) => found.every((other) => other.id !== id)));
    }
    await this.#searchFor(lost);
  }

  /** Leaves that the log took long ago are not among the recent ones: each is found and proven by itself. */
  async #searchFor(lost: readonly Unanchored[]): Promise<void> {
    const { log, records, clock } = this.#options;
    const now = clock.now();
    if (lost.length === 0 || now - this.#searched < SEARCH_GAP) return;
    this.#searched = now;
    const places = await log.search(new Set(lost.map(({ leaf }) => toHex(leaf))));
    for (const { id, leaf } of lost) {
      const index = places.get(toHex(leaf));
      if (index !== undefined && (await log.isProven(leaf, index))) await records.markAnchored([{ id, index }]);
      await turn();
    }
  }
}
