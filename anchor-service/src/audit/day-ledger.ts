import { addToDays, DayTally } from '../core/audit-day.js';
import { dayOf } from '../core/audit-period.js';
import { type ChainPorts, nextBlocks } from './covered-blocks.js';

/**
 * Counts blocks into days as they are published. Each step is one transaction of the book: a crash before it means that the
 * blocks are counted at the next start, after it that they were; days that are lost are made again from the log and the
 * times of publication. A day that is over is never touched again, as times never fall along the chain.
 */
export class DayLedger {
  readonly #ports: ChainPorts;
  #counting: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(ports: ChainPorts) {
    this.#ports = ports;
  }

  /** Counts all that was noted by now. @throws AnchorError `source-failed`, `storage-failed` */
  catchUp(): Promise<void> {
    this.#again = true;
    this.#counting ??= this.#count().finally(() => {
      this.#counting = undefined;
    });
    return this.#counting;
  }

  /** Nothing is counted from now on. */
  close(): void {
    this.#closed = true;
  }

  async #count(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      while (!this.#closed && this.#step()) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** @returns whether there may be more */
  #step(): boolean {
    const { book } = this.#ports;
    const next = nextBlocks(this.#ports, book.counted());
    if (next === undefined) return false;
    const [first, last] = [next.blocks[0], next.blocks.at(-1)].map((block) => dayOf(block?.time ?? 0));
    const known = book
      .days(first ?? '', last ?? '')
      .map((facts) => [facts.day, new DayTally(facts.day, facts)] as const);
    const grown = addToDays(new Map(known), next);
    book.putDays([...grown].map((tally) => tally.facts()));
    return true;
  }
}
