import { equalBytes, toHex } from '@fit4work/protocol';
import type { UnsignedReceipt } from './core/plan.js';
import { MAX_RECORDS } from './core/touched.js';
import { CoachError } from './error.js';
import type { Logger, RecordStore } from './ports.js';
import type { Turns } from './turns.js';

export interface EndingsOptions {
  readonly records: Pick<RecordStore, 'foldBack' | 'head'>;
  readonly logger: Logger;
  /** In which batches are stored and confirmed. */
  readonly turns: Turns;
  readonly confirm: (receipts: readonly UnsignedReceipt[]) => void;
}

/**
 * Confirms withdrawals and erasures, which are stored by then, when what they destroyed is out of the files. Somebody who reads what was
 * there may hold that up for long; nothing else waits for it. What is not confirmed its agent sends again.
 */
export class Endings {
  readonly #options: EndingsOptions;
  /** By whose agent, so that there are never more than of those. */
  readonly #waiting = new Map<string, UnsignedReceipt>();
  #running: Promise<void> | undefined;

  constructor(options: EndingsOptions) {
    this.#options = options;
  }

  /** To be awaited in the turn of the batch that stored them: most often nobody reads, and it is done at once. */
  async take(receipts: readonly UnsignedReceipt[]): Promise<void> {
    if (receipts.length === 0) return;
    if (this.#running === undefined && (await this.#refusalOfFolding(1)) === undefined) {
      this.#options.confirm(receipts);
      return;
    }
    for (const receipt of receipts) this.#wait(receipt);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Settles when all that waits was confirmed, or was given up. */
  async settled(): Promise<void> {
    await this.#running;
  }

  #wait(receipt: UnsignedReceipt): void {
    const name = `${toHex(receipt.pseudonym)} ${receipt.agent}`;
    const known = this.#waiting.get(name)?.records ?? [];
    const fresh = receipt.records.filter((record) => !known.some((other) => equalBytes(other, record)));
    this.#waiting.set(name, { ...receipt, records: [...known, ...fresh].slice(0, MAX_RECORDS) });
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      // What comes from now on may be stored after the look that follows.
      const receipts = [...this.#waiting.values()];
      this.#waiting.clear();
      const code = await this.#refusalOfFolding();
      if (code === undefined) await this.#confirmLate(receipts);
      else this.#options.logger.warn('not-confirmed', { count: receipts.length, code });
    }
  }

  /** More may be stored of its agent by now than when it was received. */
  #confirmLate(receipts: readonly UnsignedReceipt[]): Promise<void> {
    const { turns, records, confirm, logger } = this.#options;
    return turns
      .take(async () => {
        for (const receipt of receipts) {
          confirm([{ ...receipt, ...(await records.head(toHex(receipt.pseudonym), receipt.agent)) }]);
        }
      })
      .catch((error: unknown) => {
        logger.warn('not-confirmed', { count: receipts.length, code: codeOf(error) });
      });
  }

  /** @returns why what was destroyed is in the files still; undefined where it is not */
  async #refusalOfFolding(looks?: number): Promise<string | undefined> {
    try {
      await this.#options.records.foldBack(looks);
      return undefined;
    } catch (error) {
      return codeOf(error);
    }
  }
}

const codeOf = (error: unknown): string => (error instanceof CoachError ? error.code : 'unknown');
