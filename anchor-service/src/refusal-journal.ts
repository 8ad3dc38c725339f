import type { Journal, JournalFields } from './ports.js';

const MINUTE_MS = 60_000;

interface Refusals {
  /** Since the start. */
  count: number;
  /** Of the last that no line told of. */
  untold: JournalFields | undefined;
  /** Whether a line was written within the minute. */
  isTold: boolean;
}

/** Tells of refusals, of each event and code once a minute at most: whoever sends what is refused cannot fill a disk by it. */
export class RefusalJournal {
  readonly #journal: Pick<Journal, 'warn'>;
  /** By event and code, both of closed sets. */
  readonly #refusals = new Map<string, Refusals>();

  constructor(journal: Pick<Journal, 'warn'>) {
    this.#journal = journal;
  }

  /** The first is told at once; those of the minute after it by their last, with the count of all since the start. */
  warn(event: string, fields: Omit<JournalFields, 'count'>): void {
    const key = `${event} ${fields.code ?? fields.reason ?? ''}`;
    const refusals = this.#refusals.get(key) ?? { count: 0, untold: undefined, isTold: false };
    this.#refusals.set(key, refusals);
    refusals.count += 1;
    refusals.untold = fields;
    if (!refusals.isTold) this.#tell(event, refusals);
  }

  #tell(event: string, refusals: Refusals): void {
    this.#journal.warn(event, { ...refusals.untold, count: refusals.count });
    refusals.untold = undefined;
    refusals.isTold = true;
    // A process that ends meanwhile leaves the last count untold, and nothing else.
    setTimeout(() => {
      refusals.isTold = false;
      if (refusals.untold !== undefined) this.#tell(event, refusals);
    }, MINUTE_MS).unref();
  }
}
