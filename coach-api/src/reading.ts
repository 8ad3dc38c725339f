import { setImmediate as turn } from 'node:timers/promises';
import {
  type Authority,
  answerDays,
  type ConsentRecord,
  type DaysAnswer,
  daysOfDate,
  type Figures,
  figuresOf,
  fromHex,
  leafOf,
  type Metric,
  type OpenedBox,
  parseEnvelope,
  type SigningKey,
  seal,
  signRead,
  toHex,
  wipe,
} from '@fit4work/protocol';
import type { ConsentLedger } from './consent-ledger.js';
import { authorise, daysOf, grantedScopes, isWithin, notGranted, type ReadAsk, type ReadScope } from './core/ask.js';
import { Opening } from './core/opening.js';
import { refusalOf } from './core/refusal.js';
import { isDayErased, type StandingErasure } from './core/standing.js';
import type { Erasures } from './erasures.js';
import { CoachError } from './error.js';
import type { LetterStore } from './letter-port.js';
import type {
  Clock,
  Entropy,
  EnvelopeRange,
  LeafProof,
  Log,
  Logger,
  Person,
  ReadStore,
  RecordStore,
  Registry,
  ReleaseOpener,
} from './ports.js';
import { type KeyUse, ReleasedKeys } from './released-keys.js';
import { Turns } from './turns.js';

export interface ReadingOptions {
  readonly registry: Registry;
  readonly records: RecordStore;
  readonly ledger: ConsentLedger;
  readonly reads: Pick<ReadStore, 'add'>;
  readonly letters: Pick<LetterStore, 'markProven'>;
  readonly erasures: Pick<Erasures, 'of'>;
  readonly log: Log;
  readonly opener: ReleaseOpener;
  readonly signingKey: SigningKey;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  readonly proofTimeoutMs: number;
  /** Called when a sealed read record waits to be sent. */
  readonly onRecorded: () => void;
}

/** A read that stands in the log, and what it names. */
export interface ProvenRead extends ReadScope {
  readonly leaf: string;
  readonly record: Uint8Array;
  readonly proof: LeafProof;
}

export interface ReadAnswer extends DaysAnswer {
  /** One or more: together they name what was shared of the ask, and nothing besides (SPEC.md clause 20.2). */
  readonly reads: readonly ProvenRead[];
  readonly figures: Figures;
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
    this.#keys = new ReleasedKeys({ ...options, ownKey: options.signingKey.publicKey });
  }

  /** @throws CoachError `bad-request`, `not-granted`, `damaged-record`, `not-proven`, `log-distrusted`, `too-many-reads` */
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
    const { ledger, clock } = this.#options;
    const person = await this.#personOf(ask);
    const consents = await ledger.of(person);
    const scopes = grantedScopes(ask, consents, clock.now());
    const reads = await Promise.all(scopes.map((scope) => this.#prove({ ...ask, ...scope }, person, consents)));
    const answer = await this.#turns.take(() => this.#openNow(ask, scopes, person));
    return { reads, ...answer, figures: figuresOf(answer.days, ask.metrics, clock.now()) };
  }

  /** @param ask of one scope */
  async #prove(ask: ReadAsk, person: Person, consents: readonly ConsentRecord[]): Promise<ProvenRead> {
    const record = await this.#record(ask, person, consents);
    const leaf = leafOf(record);
    const proof = await this.#options.log.prove(leaf, this.#options.proofTimeoutMs);
    await this.#options.letters.markProven(toHex(leaf), proof.index);
    const { metrics, from, until } = ask;
    return { metrics, from, until, leaf: toHex(leaf), record, proof };
  }

  async #openNow(ask: ReadAsk, scopes: readonly ReadScope[], person: Person): Promise<DaysAnswer> {
    for (;;) {
      const erased = this.#options.erasures.of(person.pseudonym);
      // A withdrawal may have come while the proofs, or the turn, were awaited.
      const authorities = await this.#authorise(ask, scopes, person);
      const consents = await this.#options.ledger.of(person);
      const opened = await this.#open({ ask, scopes, authorities, consents });
      // Or while it was opened.
      await this.#authorise(ask, scopes, person);
      // Days that were erased meanwhile may be among what was opened.
      if (this.#options.erasures.of(person.pseudonym).length === erased.length) {
        return answerDays(ask, daysOf(ask), { opened, withheld: withheldBy(scopes, erased) });
      }
    }
  }

  async #personOf(ask: ReadAsk): Promise<Person> {
    daysOf(ask);
    const [person] = await this.#options.registry.persons([ask.pseudonym]);
    if (person !== undefined) return person;
    throw notGranted(ask.metrics[0]);
  }

  /** The grants behind all that was read. @throws CoachError `not-granted` as soon as a part of it has lost its own */
  async #authorise(ask: ReadAsk, scopes: readonly ReadScope[], person: Person): Promise<readonly Authority[]> {
    const consents = await this.#options.ledger.of(person);
    const now = this.#options.clock.now();
    const all = scopes.flatMap((scope) => authorise({ ...ask, ...scope }, consents, now));
    return [...new Map(all.map((authority) => [authority.id, authority])).values()];
  }

  async #record(ask: ReadAsk, person: Person, consents: readonly ConsentRecord[]): Promise<Uint8Array> {
    const { clock, entropy, reads, signingKey } = this.#options;
    const time = clock.now();
    const { pseudonym, coach, purpose, metrics, granularity, from, until } = ask;
    const grants = authorise(ask, consents, time).map(({ id }) => fromHex(id));
    const content = { coach, purpose, metrics, granularity, from, until, time };
    const record = signRead({ ...content, pseudonym: fromHex(pseudonym), grants, salt: entropy(32) }, signingKey);
    const sealed = seal(record, person.vaultKey);
    await reads.add({ ...content, pseudonym, leaf: toHex(leafOf(record)), record, sealed });
    this.#options.onRecorded();
    return record;
  }

  async #open(use: KeyUse): Promise<readonly OpenedBox[]> {
    const { records, logger } = this.#options;
    const keys = await this.#keys.open(use);
    try {
      const opening = new Opening(keys);
      for await (const page of records.envelopes(rangeOf(use))) {
        if (page.damaged > 0) logger.error('damaged-envelope', { count: page.damaged });
        for (const bytes of page.records) {
          const envelope = refusalOf(() => parseEnvelope(bytes));
          if (!('refused' in envelope)) opening.consider(envelope);
        }
        // Messages and other requests have their turn between two pages.
        await turn();
      }
      const { opened, failed } = opening.finish();
      if (failed > 0) logger.warn('boxes-not-opened', { count: failed });
      return opened;
    } finally {
      for (const { key } of keys) wipe(key);
    }
  }
}

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
