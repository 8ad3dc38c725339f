import { setImmediate as turn } from 'node:timers/promises';
import {
  type Authority,
  type ConsentRecord,
  type DataKey,
  daysOfDate,
  findAuthority,
  fromHex,
  isComplete,
  leafOf,
  parseEnvelope,
  parseRelease,
  type Release,
  type SigningKey,
  seal,
  signRead,
  toHex,
  verifyRelease,
  wipe,
} from '@fit4work/protocol';
import type { ConsentLedger } from './consent-ledger.js';
import { authorise, daysOf, type ReadAsk } from './core/ask.js';
import { refusalOf } from './core/incoming.js';
import { answerWindows, Opening, type WindowAnswer } from './core/summaries.js';
import type { Erasures } from './erasures.js';
import { CoachError } from './error.js';
import type { LetterStore } from './letter-port.js';
import type {
  Clock,
  EnrolledAgent,
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
  StoredRelease,
} from './ports.js';
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

export interface ReadAnswer {
  readonly leaf: string;
  readonly record: Uint8Array;
  readonly proof: LeafProof;
  readonly windows: WindowAnswer[];
}

const MAX_CONCURRENT = 256;
/** A civil day begins within this many seconds of midnight in UTC, wherever it is. */
const ZONE_SPREAD = 15 * 3600;

/** One act of a coach opening data: authority, record, proof, and only then the plaintext. */
export class Reading {
  readonly #options: ReadingOptions;
  /** One checkpoint proves many reads at once: opened together, they would hold all of their envelopes together. */
  readonly #turns = new Turns();
  #concurrent = 0;

  constructor(options: ReadingOptions) {
    this.#options = options;
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
    const person = await this.#personOf(ask);
    const record = await this.#record(ask, person, await this.#authorise(ask, person));
    const leaf = leafOf(record);
    const proof = await this.#options.log.prove(leaf, this.#options.proofTimeoutMs);
    await this.#options.letters.markProven(toHex(leaf), proof.index);
    const windows = await this.#turns.take(() => this.#openNow(ask, person));
    return { leaf: toHex(leaf), record, proof, windows };
  }

  async #openNow(ask: ReadAsk, person: Person): Promise<WindowAnswer[]> {
    for (;;) {
      const erased = this.#options.erasures.of(person.pseudonym).length;
      // A withdrawal may have come while the proof, or the turn, was awaited.
      const authorities = await this.#authorise(ask, person);
      const opened = await this.#open(ask, authorities, await this.#options.ledger.of(person));
      // Or while it was opened.
      await this.#authorise(ask, person);
      // Days that were erased meanwhile may be among what was opened.
      if (this.#options.erasures.of(person.pseudonym).length === erased) return opened;
    }
  }

  async #personOf(ask: ReadAsk): Promise<Person> {
    daysOf(ask);
    const [person] = await this.#options.registry.persons([ask.pseudonym]);
    if (person !== undefined) return person;
    const metric = ask.metrics[0] ?? 'steps';
    throw new CoachError('not-granted', 'No grant covers this metric on every day asked.', { metric });
  }

  async #authorise(ask: ReadAsk, person: Person): Promise<readonly Authority[]> {
    return authorise(ask, await this.#options.ledger.of(person), this.#options.clock.now());
  }

  async #record(ask: ReadAsk, person: Person, authorities: readonly Authority[]): Promise<Uint8Array> {
    const { clock, entropy, reads, signingKey } = this.#options;
    const time = clock.now();
    const { pseudonym, coach, purpose, metrics, granularity, from, until } = ask;
    const grants = authorities.map(({ id }) => fromHex(id));
    const content = { coach, purpose, metrics, granularity, from, until, time };
    const record = signRead({ ...content, pseudonym: fromHex(pseudonym), grants, salt: entropy(32) }, signingKey);
    const sealed = seal(record, person.vaultKey);
    await reads.add({ ...content, pseudonym, leaf: toHex(leafOf(record)), record, sealed });
    this.#options.onRecorded();
    return record;
  }

  async #open(
    ask: ReadAsk,
    authorities: readonly Authority[],
    consents: readonly ConsentRecord[],
  ): Promise<WindowAnswer[]> {
    const days = daysOf(ask);
    const releases = await this.#releasesFor(ask, authorities, consents);
    const keys = this.#keysFor(ask, authorities, releases);
    try {
      const opening = new Opening(keys);
      for await (const { records, damaged } of this.#options.records.envelopes(rangeOf(ask, days.length))) {
        if (damaged > 0) this.#options.logger.error('damaged-envelope', { count: damaged });
        for (const bytes of records) {
          const envelope = refusalOf(() => parseEnvelope(bytes));
          if (!('refused' in envelope)) opening.consider(envelope);
        }
        // Messages and other requests have their turn between two pages.
        await turn();
      }
      const { opened, failed } = opening.finish();
      if (failed > 0) this.#options.logger.warn('boxes-not-opened', { count: failed });
      return answerWindows(ask, days, opened);
    } finally {
      for (const { key } of keys) wipe(key);
    }
  }

  /**
   * The verified releases under these grants.
   *
   * @throws CoachError `damaged-record` when one names consent that is not here: it may have been a withdrawal
   */
  async #releasesFor(
    ask: ReadAsk,
    authorities: readonly Authority[],
    consents: readonly ConsentRecord[],
  ): Promise<readonly Release[]> {
    const { records, registry, logger } = this.#options;
    const grants = authorities.map(({ id }) => id);
    const [stored, agents] = await Promise.all([
      records.releases(ask.pseudonym, grants),
      registry.agentsOf([ask.pseudonym]),
    ]);
    if (stored.damaged > 0) logger.error('damaged-release', { count: stored.damaged });
    const releases: Release[] = [];
    for (const record of stored.records) {
      const release = refusalOf(() => readRelease(record, agents, this.#options.signingKey.publicKey));
      if ('refused' in release) logger.warn('release-not-opened', { code: release.refused });
      else releases.push(release);
    }
    const heads = releases.flatMap(({ consent }) => consent.map(toHex));
    if (isComplete(consents, heads)) return releases;
    logger.error('consent-missing', { count: 1 });
    throw new CoachError('damaged-record', 'Consent of this person is missing: restore the database from a backup.');
  }

  /** The released keys that this ask may use; every other key is wiped at once. */
  #keysFor(ask: ReadAsk, authorities: readonly Authority[], releases: readonly Release[]): readonly DataKey[] {
    const usable: DataKey[] = [];
    for (const release of releases) {
      const opened = refusalOf(() => ({ keys: this.#options.opener.open(release) }));
      if ('refused' in opened) {
        this.#options.logger.warn('release-not-opened', { code: opened.refused });
        continue;
      }
      const grant = toHex(release.grant);
      for (const key of opened.keys) this.#keep(usable, key, isAsked({ ask, authorities, key, grant }));
    }
    return usable;
  }

  #keep(usable: DataKey[], key: DataKey, asked: boolean): void {
    if (asked) usable.push(key);
    else wipe(key.key);
  }
}

function readRelease(
  { bytes, narrowed }: StoredRelease,
  agents: readonly EnrolledAgent[],
  ownKey: Uint8Array,
): Release {
  const release = parseRelease(bytes);
  const agentKey = agents.find(({ agent }) => agent === release.agent)?.key;
  // What is left of one that had keys of erased days was signed here.
  verifyRelease(release, narrowed ? ownKey : (agentKey ?? new Uint8Array(0)));
  return release;
}

interface KeyUse {
  readonly ask: ReadAsk;
  readonly authorities: readonly Authority[];
  readonly grant: string;
  readonly key: DataKey;
}

/** A release may carry more than its grant covers: the grant decides. */
function isAsked({ ask, authorities, grant, key }: KeyUse): boolean {
  const { day, metric, granularity } = key;
  const asked = ask.metrics.includes(metric) && granularity === ask.granularity && ask.from <= day && day <= ask.until;
  const own = authorities.filter(({ id }) => id === grant);
  return asked && findAuthority(own, { recipient: ask.coach, metric, granularity, day }) !== undefined;
}

function rangeOf({ pseudonym, granularity, from }: ReadAsk, days: number): EnvelopeRange {
  const start = daysOfDate(from) * 86_400;
  return { pseudonym, granularity, from: start - ZONE_SPREAD, until: start + days * 86_400 + ZONE_SPREAD };
}
