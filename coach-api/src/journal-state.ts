import type { Logger, RecordStore } from './ports.js';

/** A journal, as far as it is written. */
interface Written<E> {
  append(entries: E): Promise<void>;
}

/** How much there is of what the journals have. */
interface Amounts {
  readonly consents: number;
  readonly erasures: number;
}

export interface JournalStateOptions {
  readonly records: Pick<RecordStore, 'amounts'>;
  readonly logger: Logger;
}

/**
 * Whether the journals can be written, and whether the database has what they have. It lacks something where an older copy took its
 * place while the service ran; a start brings it back, so until then the service is not ready.
 */
export class JournalState {
  readonly #options: JournalStateOptions;
  readonly #failing = new Set<object>();
  #lacking = false;

  constructor(options: JournalStateOptions) {
    this.#options = options;
  }

  get ready(): boolean {
    return this.#failing.size === 0 && !this.#lacking;
  }

  /** Somebody found that the database lacks what a journal has. */
  lacks(): void {
    this.#lacking = true;
  }

  /** The same journal; whether it could be written the last time is known here. */
  watched<E, J extends Written<E>>(journal: J & Written<E>): J {
    const append = async (entries: E): Promise<void> => {
      try {
        await journal.append(entries);
        this.#failing.delete(journal);
      } catch (cause) {
        this.#failing.add(journal);
        throw cause;
      }
    };
    return { ...journal, append };
  }

  /** Looks for what nobody happened to ask for. */
  async compare({ consents, erasures }: Amounts): Promise<void> {
    const { records, logger } = this.#options;
    const stored = await records.amounts();
    const missing = Math.max(consents - stored.consents, 0) + Math.max(erasures - stored.erasures, 0);
    if (missing === 0) return;
    logger.error('database-behind', { count: missing });
    this.lacks();
  }
}
