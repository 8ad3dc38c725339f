import { civilDay, isComplete, livingGrants } from '@fit4work/protocol';
import type { ConsentLedger } from './consent-ledger.js';
import { expiryOf } from './core/expiry.js';
import { CoachError } from './error.js';
import type { Clock, Logger, Registry } from './ports.js';
import type { Amount, Expiry, RetentionStore } from './retention-port.js';

/** What the operator decided. */
export interface RetentionTerms {
  /** Days after the end of a challenge. */
  readonly days: number;
  /** Whether envelopes are destroyed, or counted alone. */
  readonly destroys: boolean;
}

export interface RetentionOptions {
  /** Undefined where nothing is destroyed but by its person. */
  readonly terms: RetentionTerms | undefined;
  readonly store: RetentionStore;
  readonly registry: Pick<Registry, 'persons'>;
  readonly ledger: Pick<ConsentLedger, 'storedOf'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const DAY = 86_400;

/** Destroys what nobody may open any more, some time after the end of its challenge (SPEC.md clause 14.5). */
export class Retention {
  readonly #options: RetentionOptions;
  /** The last day of UTC that was done: a process that starts does its day again, and finds nothing. */
  #done = '';
  /** Whether what was destroyed may be in the files still, of a process before this one too. */
  #unfolded = true;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Once a day, however often it is called. Not to be waited for: a year of many people takes its time. */
  run(): Promise<void> {
    const { terms, clock } = this.#options;
    const today = civilDay(clock.now(), 'UTC');
    if (terms === undefined || this.#stopped || today === this.#done) return Promise.resolve();
    this.#running ??= this.#look(terms, today).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Settles when the person under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running?.catch(() => undefined);
  }

  async #look(terms: RetentionTerms, today: string): Promise<void> {
    const { store, logger } = this.#options;
    const amount = await this.#everybody(terms, today);
    if (this.#stopped) return;
    if (!terms.destroys) await store.noteCounted(today, amount);
    const event = terms.destroys ? 'envelopes-expired' : 'envelopes-would-expire';
    if (amount.envelopes > 0) logger.info(event, { count: amount.envelopes });
    if (terms.destroys && this.#unfolded) await store.foldBack();
    this.#unfolded = false;
    this.#done = today;
  }

  async #everybody({ days, destroys }: RetentionTerms, today: string): Promise<Amount> {
    const { store, clock } = this.#options;
    const endedBy = clock.now() - days * DAY;
    let [people, envelopes, after] = [0, 0, ''];
    for (;;) {
      const page = await store.due(endedBy, after);
      for (const pseudonym of page) {
        if (this.#stopped) return { people, envelopes };
        const expiry = await this.#expiryOf(pseudonym, endedBy);
        if (expiry === undefined) continue;
        if (destroys) this.#unfolded = true;
        const gone = destroys ? await store.expire(expiry, today) : await store.count(expiry);
        people += gone > 0 ? 1 : 0;
        envelopes += gone;
      }
      const last = page.at(-1);
      if (last === undefined) return { people, envelopes };
      after = last;
    }
  }

  /** Undefined while consent is damaged or missed: what is restored or still to come may show that a grant is alive. */
  async #expiryOf(pseudonym: string, endedBy: number): Promise<Expiry | undefined> {
    const { registry, ledger, clock } = this.#options;
    const [person] = await registry.persons([pseudonym]);
    if (person === undefined) return undefined;
    try {
      const records = await ledger.storedOf(person);
      if (!isComplete(records)) return undefined;
      const living = livingGrants(records, clock.now());
      return { pseudonym, endedBy, consents: records.length, ...expiryOf(living) };
    } catch (error) {
      if (error instanceof CoachError && error.code === 'damaged-record') return undefined;
      throw error;
    }
  }
}
