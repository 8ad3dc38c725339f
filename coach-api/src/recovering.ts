import { setImmediate as turn } from 'node:timers/promises';
import {
  encodeRecoveryEnvelope,
  encodeRecoveryItem,
  leafOf,
  MAX_RECOVERY_PAGE,
  parseRecoveryToken,
  type RecoveryKind,
  toBase64Url,
  toHex,
  verifyRecoveryToken,
} from '@fit4work/protocol';
import { type EnrolmentRequest, verifyEnrolment } from './core/identity.js';
import { refusalOf } from './core/refusal.js';
import type { Erasures } from './erasures.js';
import { CoachError } from './error.js';
import type { JournalState } from './journal-state.js';
import type { Clock, EnrolledAgent, Head, Logger, Person, RecordStore, Registry, ReleaseOpener } from './ports.js';
import type { RecoveryAsked, RecoveryStore } from './recovery-port.js';

export interface RecoveringOptions {
  readonly registry: Registry;
  readonly records: Pick<RecordStore, 'head'>;
  readonly recovery: RecoveryStore;
  readonly erasures: Pick<Erasures, 'executedOf'>;
  readonly journals: Pick<JournalState, 'lacks'>;
  readonly opener: Pick<ReleaseOpener, 'unseal'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface RecoveredAgent extends Pick<EnrolledAgent, 'agent' | 'key' | 'certificate' | 'lastSequence'> {
  readonly head: Head;
}

export interface RecoveredPerson {
  readonly pseudonym: string;
  readonly kept: Uint8Array | undefined;
  readonly agents: readonly RecoveredAgent[];
}

type NewAgent = Pick<EnrolmentRequest, 'agent' | 'agentKey' | 'certificate' | 'kept'>;

const NONE: Head = { sequence: 0, leaf: new Uint8Array(32) };
/** Under which the token of nobody is verified, so that it takes the time of anybody's. */
const NOBODY = new Uint8Array(32).fill(1);

/** Gives a person on a new machine what is stored of that person (SPEC.md clauses 17.3 and 17.4). */
export class Recovering {
  readonly #options: RecoveringOptions;

  constructor(options: RecoveringOptions) {
    this.#options = options;
  }

  /**
   * @throws CoachError `unauthorised` unless the identity of an enrolled person signed the token just now, `damaged-record` where
   *   the database is one from before an erasure of that person
   */
  async authenticate(text: string): Promise<Person> {
    const { registry, clock } = this.#options;
    const token = refusalOf(() => parseRecoveryToken(text));
    if ('refused' in token) throw unauthorised();
    const person = await registry.personOfIdentity(toBase64Url(token.subject));
    const verified = refusalOf(() => {
      verifyRecoveryToken(token, person?.identityKey ?? NOBODY, clock.now());
      return {};
    });
    if (person === undefined || 'refused' in verified) throw unauthorised();
    await this.#checkErased(person);
    return person;
  }

  /** A copy of the database that took its place while the service runs may have again what was erased: it comes back for nobody. */
  async #checkErased({ pseudonym }: Person): Promise<void> {
    const { recovery, erasures, journals, logger } = this.#options;
    const missing = new Set(erasures.executedOf(pseudonym).map(({ leaf }) => leaf));
    for (let after = 0; missing.size > 0; ) {
      const rows = await recovery.records('erasures', { pseudonym, after });
      const last = rows.at(-1);
      if (last === undefined) break;
      for (const { leaf } of rows) missing.delete(leaf);
      after = last.position;
    }
    if (missing.size === 0) return;
    logger.error('erasure-missing', { count: missing.size });
    journals.lacks();
    throw new CoachError(
      'damaged-record',
      'The database is one from before an erasure of this person: start the service anew, which erases again.',
    );
  }

  async person({ pseudonym }: Person): Promise<RecoveredPerson> {
    const { registry, records } = this.#options;
    const agents: RecoveredAgent[] = [];
    for (const { agent, key, certificate, lastSequence } of await registry.agentsOf([pseudonym])) {
      agents.push({ agent, key, certificate, lastSequence, head: (await records.head(pseudonym, agent)) ?? NONE });
    }
    return { pseudonym, kept: await registry.kept(pseudonym), agents };
  }

  /** A further agent, certified by the identity that asks. @throws CoachError `certificate-refused`, `kept-refused`, `already-enrolled` */
  async addAgent(person: Person, request: NewAgent): Promise<'created' | 'repeated'> {
    const keys = { identityKey: toBase64Url(person.identityKey), vaultKey: toBase64Url(person.vaultKey) };
    const enrolment = verifyEnrolment({ ...request, ...keys, pseudonym: person.pseudonym });
    const outcome = await this.#options.registry.addAgent(enrolment);
    if (outcome !== 'taken') return outcome;
    throw new CoachError(
      'already-enrolled',
      'The agent number or the agent key is enrolled already: make another one.',
    );
  }

  /** The items of a page as they are read: never more than a few of them in memory. */
  async *page(kind: RecoveryKind, asked: RecoveryAsked): AsyncGenerator<Uint8Array> {
    let room = MAX_RECOVERY_PAGE;
    for (let after = asked.after; ; ) {
      const items = await this.#items(kind, { ...asked, after });
      const last = items.at(-1);
      if (last === undefined) return;
      for (const { bytes } of items) {
        if (bytes === undefined) continue;
        room -= bytes.length;
        if (room < 0) return;
        yield bytes;
      }
      after = last.position;
      await turn();
    }
  }

  /** The next rows; what is damaged has no bytes, is left out, and counted. */
  async #items(
    kind: RecoveryKind,
    asked: RecoveryAsked,
  ): Promise<readonly { readonly position: number; readonly bytes: Uint8Array | undefined }[]> {
    const items = kind === 'envelopes' ? await this.#envelopes(asked) : await this.#records(kind, asked);
    const damaged = items.filter(({ bytes }) => bytes === undefined).length;
    if (damaged > 0) this.#options.logger.error('damaged-in-recovery', { count: damaged });
    return items;
  }

  async #envelopes(asked: RecoveryAsked) {
    const rows = await this.#options.recovery.envelopes(asked);
    return rows.map(({ damaged, ...row }) => ({
      position: row.position,
      bytes: damaged ? undefined : encodeRecoveryEnvelope(row),
    }));
  }

  async #records(kind: Exclude<RecoveryKind, 'envelopes'>, asked: RecoveryAsked) {
    const rows = await this.#options.recovery.records(kind, asked);
    return rows.map(({ position, leaf, bytes: stored, sealedTo }) => {
      // What is sealed to the person cannot be compared here: the box itself tells the person.
      if (sealedTo === 'person') return { position, bytes: encodeRecoveryItem({ position, bytes: stored }) };
      const record = sealedTo === undefined ? stored : this.#unsealed(stored);
      const sound = record !== undefined && toHex(leafOf(record)) === leaf;
      return { position, bytes: sound ? encodeRecoveryItem({ position, bytes: record }) : undefined };
    });
  }

  #unsealed(sealed: Uint8Array): Uint8Array | undefined {
    const opened = refusalOf(() => ({ bytes: this.#options.opener.unseal(sealed) }));
    return 'refused' in opened ? undefined : opened.bytes;
  }
}

const unauthorised = (): CoachError =>
  new CoachError(
    'unauthorised',
    'A token is needed that the identity of an enrolled person signed within the last minutes.',
  );
