import { setImmediate as turn } from 'node:timers/promises';
import {
  type Authority,
  answerDays,
  type DaysAnswer,
  daysOfDate,
  type Figures,
  figuresOf,
  type Metric,
  type OpenedBox,
  parseEnvelope,
  wipe,
} from '@fit4work/protocol';
import type { ConsentLedger } from './consent-ledger.js';
import { authorise, daysOf, grantedScopes, isWithin, notGranted, type ReadAsk, type ReadScope } from './core/ask.js';
import { Opening } from './core/opening.js';
import { refusalOf } from './core/refusal.js';
import { isFresh } from './core/reuse.js';
import { erasureOfWindow, isDayErased, type StandingErasure } from './core/standing.js';
import type { Erasures } from './erasures.js';
import { CoachError } from './error.js';
import type { HeldReads, ProvenRead, UnderWay } from './held-reads.js';
import type { KnownRetirements } from './known-retirements.js';
import type { Openings } from './openings.js';
import type { Clock, EnvelopeRange, Logger, Person, RecordStore, Registry, ReleaseOpener } from './ports.js';
import type { ReadRecords } from './read-records.js';
import { type KeyUse, ReleasedKeys } from './released-keys.js';
import { Turns } from './turns.js';

export interface ReadingOptions {
  readonly registry: Pick<Registry, 'person' | 'agentsOf'>;
  readonly records: Pick<RecordStore, 'releases' | 'envelopes'>;
  readonly ledger: Pick<ConsentLedger, 'of'>;
  readonly readRecords: Pick<ReadRecords, 'proven'>;
  readonly held: HeldReads;
  readonly erasures: Pick<Erasures, 'of'>;
  readonly retired: Pick<KnownRetirements, 'isBeyond'>;
  readonly opener: ReleaseOpener;
  readonly openings: Pick<Openings, 'settle'>;
  readonly ownKeys: readonly Uint8Array[];
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ReadAnswer extends DaysAnswer {
  /**
   * One or more: together they name what was shared of the ask, and nothing besides (SPEC.md clause 20.2) but where one is a
   * read of the last quarter of an hour that covers more (clause 11.3).
   */
  readonly reads: readonly ProvenRead[];
  /** Ids of those that it was opened under. */
  readonly grants: readonly string[];
  readonly figures: Figures;
}

/** A read whose records are proven, as it waits for its turn and is opened. */
interface GrantedRead {
  readonly ask: ReadAsk;
  readonly scopes: readonly ReadScope[];
  readonly reads: readonly ProvenRead[];
  readonly person: Person;
  readonly underWay: UnderWay;
}

const MAX_CONCURRENT = 256;
/** A civil day begins within this many seconds of midnight in UTC, wherever it is. */
const ZONE_SPREAD = 15 * 3600;

/** One act of a coach opening data: authority, records, proofs, and only then the plaintext. */
export class Reading {
  readonly #options: ReadingOptions;
  readonly #keys: ReleasedKeys;
  /** One checkpoint proves many reads at once: opened together, they would hold all of their envelopes together. */
  readonly #turns = new Turns();
  #concurrent = 0;

  constructor(options: ReadingOptions) {
    this.#options = options;
    this.#keys = new ReleasedKeys(options);
  }

  /** @throws CoachError `bad-request`, `not-granted`, `unauthorised`, `damaged-record`, `not-proven`, `log-distrusted`, `too-many-reads` */
  async read(ask: ReadAsk): Promise<ReadAnswer> {
    if (this.#concurrent >= MAX_CONCURRENT) {
      throw new CoachError('too-many-reads', 'Too many reads wait for their proof: try again in a few seconds.');
    }
    this.#concurrent += 1;
    try {
      return await this.#read(ask);
    } finally {
      this.#concurrent -= 1;
    }
  }

  async #read(ask: ReadAsk): Promise<ReadAnswer> {
    const { ledger, clock, held, readRecords } = this.#options;
    const person = await this.#personOf(ask);
    const underWay = held.begin(ask);
    try {
      const consents = await ledger.of(person);
      const scopes = grantedScopes(ask, consents, clock.now());
      const proven = await Promise.all(
        scopes.map((scope) => readRecords.proven({ ...ask, ...scope }, person, consents)),
      );
      const reads = [...new Map(proven.map((read) => [read.leaf, read])).values()];
      underWay.check();
      for (const read of reads) held.hold(read);
      const answer = await this.#turns.take(() => this.#openNow({ ask, scopes, reads, person, underWay }));
      // Whoever was paused until now answers nothing that another may have ended.
      underWay.check();
      return { reads, ...answer, figures: figuresOf(answer.days, ask.metrics, clock.now()) };
    } finally {
      underWay.done();
    }
  }

  async #openNow(granted: GrantedRead): Promise<DaysAnswer & Pick<ReadAnswer, 'grants'>> {
    const { ask, scopes, person } = granted;
    const leaves = granted.reads.map(({ leaf }) => leaf);
    for (;;) {
      const erased = this.#options.erasures.of(person.pseudonym);
      // A withdrawal may have come while the proofs, or the turn, were awaited.
      const authorities = await this.#authorise(granted);
      const consents = await this.#options.ledger.of(person);
      const opened = await this.#open({ ask, scopes, authorities, consents, leaves }, granted);
      // Or while it was opened.
      await this.#authorise(granted);
      // Days that were erased meanwhile may be among what was opened.
      if (this.#options.erasures.of(person.pseudonym).length === erased.length) {
        const grants = authorities.map(({ id }) => id);
        return { ...answerDays(ask, daysOf(ask), { opened, withheld: withheldBy(scopes, erased) }), grants };
      }
    }
  }

  async #personOf(ask: ReadAsk): Promise<Person> {
    daysOf(ask);
    const person = await this.#options.registry.person(ask.pseudonym);
    if (person !== undefined) return person;
    throw notGranted(ask.metrics[0]);
  }

  /**
   * The grants behind all that is read.
   *
   * @throws CoachError `not-granted` as soon as a part of it has lost its own, `unauthorised` when the coach was logged out,
   *   `not-proven` when its reads have grown too old
   */
  async #authorise({ ask, scopes, reads, person, underWay }: GrantedRead): Promise<readonly Authority[]> {
    underWay.check();
    const consents = await this.#options.ledger.of(person);
    const now = this.#options.clock.now();
    if (!reads.every((read) => isFresh(read, now))) throw tooLate();
    const all = scopes.flatMap((scope) => authorise({ ...ask, ...scope }, consents, now));
    return [...new Map(all.map((authority) => [authority.id, authority])).values()];
  }

  async #open(use: KeyUse, granted: GrantedRead): Promise<readonly OpenedBox[]> {
    const { records, openings, erasures, retired, logger } = this.#options;
    const keys = await this.#keys.open(use);
    try {
      await openings.settle();
      const opening = new Opening(keys);
      for await (const page of records.envelopes(rangeOf(use))) {
        if (page.damaged > 0) logger.error('damaged-envelope', { count: page.damaged });
        const erased = erasures.of(use.ask.pseudonym);
        for (const bytes of page.records) {
          const envelope = refusalOf(() => parseEnvelope(bytes));
          // One of days that are to be erased is stored until there is room to write that it is not.
          if ('refused' in envelope || erasureOfWindow(erased, envelope.windowStart)) continue;
          if (retired.isBeyond(use.ask.pseudonym, envelope)) continue;
          opening.consider(envelope);
        }
        // Messages and other requests have their turn between two pages, and what they end ends here.
        await turn();
        if (granted.underWay.changed()) await this.#authorise(granted);
        granted.underWay.check();
      }
      const { opened, failed } = opening.finish();
      if (failed > 0) logger.warn('boxes-not-opened', { count: failed });
      return opened;
    } finally {
      for (const { key } of keys) wipe(key);
    }
  }
}

const tooLate = (): CoachError =>
  new CoachError('not-proven', 'This read waited for a quarter of an hour, so nothing is opened under it: try again.');

/** What was not shared is said so and no more: who may not see a day does not learn that it was erased. */
const withheldBy =
  (scopes: readonly ReadScope[], erased: readonly StandingErasure[]) => (metric: Metric, day: string) => {
    if (!isWithin(scopes, metric, day)) return 'not-shared';
    return isDayErased(erased, day) ? 'erased' : undefined;
  };

/** From the first to the last day that is read. */
function rangeOf({ ask: { pseudonym, granularity }, scopes }: KeyUse): EnvelopeRange {
  const start = Math.min(...scopes.map(({ from }) => daysOfDate(from))) * 86_400;
  const end = (Math.max(...scopes.map(({ until }) => daysOfDate(until))) + 1) * 86_400;
  return { pseudonym, granularity, from: start - ZONE_SPREAD, until: end + ZONE_SPREAD };
}
