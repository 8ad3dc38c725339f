import { setImmediate as turn } from 'node:timers/promises';
import { fromHex } from '@fit4work/protocol';
import { Passes } from './passes.js';
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
  readonly #passes: Passes;
  /** Whether all that is not anchored is to be looked for, or what was stored since the last look alone. */
  #whole = true;
  /** The last envelope that was looked for. */
  #looked = 0;
  #searched: number;

  constructor(options: AnchoringOptions) {
    this.#options = options;
    this.#searched = options.clock.now();
    this.#passes = new Passes(
      () => this.#pass(),
      () => options.logger.error('anchoring-failed'),
    );
  }

  /** The log grew, or is looked at again: any envelope may stand in it now. */
  grown(): void {
    this.#whole = true;
    this.wake();
  }

  /** Something was stored. */
  wake(): void {
    this.#passes.wake();
  }

  settled(): Promise<void> {
    return this.#passes.settled();
  }

  async #pass(): Promise<void> {
    const whole = this.#whole;
    this.#whole = false;
    if (whole) this.#looked = 0;
    const lost: Unanchored[] = [];
    for (;;) {
      const page = await this.#options.records.unanchored(this.#looked, PAGE);
      const last = page.at(-1);
      if (last === undefined) break;
      this.#looked = last.id;
      const places = page.map(({ id, leaf }) => ({ id, leaf, index: this.#options.log.recentIndexOf(leaf) }));
      await this.#options.records.markAnchored(
        places.flatMap(({ id, index }) => (index === undefined ? [] : [{ id, index }])),
      );
      if (lost.length < MAX_SEARCHED) lost.push(...places.filter(({ index }) => index === undefined));
    }
    if (whole) await this.#searchFor(lost);
  }

  /** Leaves that the log took long ago are not among the recent ones: each is found and proven by itself. */
  async #searchFor(lost: readonly Unanchored[]): Promise<void> {
    const { log, records, clock } = this.#options;
    const now = clock.now();
    if (lost.length === 0 || now - this.#searched < SEARCH_GAP) return;
    this.#searched = now;
    const places = await log.search(new Set(lost.map(({ leaf }) => leaf)));
    for (const { id, leaf } of lost) {
      const index = places.get(leaf);
      if (index !== undefined && (await log.isProven(fromHex(leaf), index)))
        await records.markAnchored([{ id, index }]);
      await turn();
    }
  }
}
