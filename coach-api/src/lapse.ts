import { isComplete, livingGrants } from '@fit4work/protocol';
import type { ConsentLedger } from './consent-ledger.js';
import { CoachError } from './error.js';
import type { HeldReads } from './held-reads.js';
import type { Clock, Logger, RecordStore, Registry } from './ports.js';

export interface LapseOptions {
  readonly registry: Pick<Registry, 'persons'>;
  readonly records: Pick<RecordStore, 'releasedGrants' | 'endReleases' | 'foldBack'>;
  readonly ledger: ConsentLedger;
  readonly held: Pick<HeldReads, 'endPerson'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Destroys the releases of grants that have lapsed: nobody withdraws those. */
export class Lapse {
  readonly #options: LapseOptions;
  /** Whether what was destroyed may be in the files still: who reads the database keeps it there, a process before this one too. */
  #unfolded = true;

  constructor(options: LapseOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { records, held, logger } = this.#options;
    const released = await records.releasedGrants();
    const alive = new Map<string, ReadonlySet<string> | undefined>();
    for (const pseudonym of new Set(released.map((each) => each.pseudonym))) {
      alive.set(pseudonym, await this.#aliveOf(pseudonym));
    }
    const ended = released.filter(({ pseudonym, grant }) => alive.get(pseudonym)?.has(grant) === false);
    if (ended.length > 0) this.#unfolded = true;
    for (const { pseudonym } of ended) held.endPerson(pseudonym);
    await records.endReleases(ended);
    if (ended.length > 0) logger.info('grants-lapsed', { count: ended.length });
    if (this.#unfolded) await records.foldBack();
    this.#unfolded = false;
  }

  /** Undefined while consent is damaged or missed: what is restored or still to come may show that the grant is alive. */
  async #aliveOf(pseudonym: string): Promise<ReadonlySet<string> | undefined> {
    const { registry, ledger, clock } = this.#options;
    const [person] = await registry.persons([pseudonym]);
    if (person === undefined) return undefined;
    try {
      const records = await ledger.of(person);
      return isComplete(records) ? new Set(livingGrants(records, clock.now()).map(({ id }) => id)) : undefined;
    } catch (error) {
      if (error instanceof CoachError && error.code === 'damaged-record') return undefined;
      throw error;
    }
  }
}
