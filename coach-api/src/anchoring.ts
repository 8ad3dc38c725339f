import { setImmediate as turn } from 'node:timers/promises';
import { toHex } from '@fit4work/protocol';
import type { Clock, Logger, RecordStore, Unanchored } from './ports.js';
import type { WitnessedLog } from './witnessed-log.js';

export interface AnchoringOptions {
  readonly records: RecordStore;
  readonly log: Pick<WitnessedLog, 'recentIndexOf' | 'isProven' | 'search'>;
  readonly logger: Logger;
  readonly clock: Clock;
}

const PAGE = 256;
/** Proofs between two turns of the event loop. */
const SLICE = 8;
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
    let after = 0;
    const lost: Unanchored[] = [];
    for (;;) {
      const page = await this.#options.records.unanchored(after, PAGE);
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.id;
      lost.push(...(await this.#verify(page, (leaf) => this.#options.log.recentIndexOf(leaf))).slice(0, PAGE));
    }
    await this.#searchFor(lost.slice(0, 16 * PAGE));
  }

  /** @returns what is not known to be in the log */
  async #verify(
    page: readonly Unanchored[],
    indexOf: (leaf: Uint8Array) => number | undefined,
  ): Promise<readonly Unanchored[]> {
    const found: { id: number; index: number }[] = [];
    const lost: Unanchored[] = [];
    for (const entry of page) {
      const index = indexOf(entry.leaf);
      if (index === undefined || !(await this.#options.log.isProven(entry.leaf, index))) lost.push(entry);
      else found.push({ id: entry.id, index });
      if (found.length % SLICE === SLICE - 1) await turn();
    }
    await this.#options.records.markAnchored(found);
    return lost;
  }

  /** Leaves that the log took long ago, or before a restart, are not among the recent ones. */
  async #searchFor(lost: readonly Unanchored[]): Promise<void> {
    const now = this.#options.clock.now();
    if (lost.length === 0 || now - this.#searched < SEARCH_GAP) return;
    this.#searched = now;
    const places = await this.#options.log.search(new Set(lost.map(({ leaf }) => toHex(leaf))));
    if (places.size > 0) await this.#verify(lost, (leaf) => places.get(toHex(leaf)));
  }
}
