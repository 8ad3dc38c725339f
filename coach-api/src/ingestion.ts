import { type ConsentRecord, jwsBytes, keyIdOf, type SigningKey, signReceipt, TOPICS, toHex } from '@fit4work/protocol';
import type { ConsentHistory, SignedConsent } from './consent-history.js';
import type { ConsentLedger } from './consent-ledger.js';
import { barOf } from './core/agent-standing.js';
import { Batch } from './core/batch.js';
import { type Incoming, parseIncoming } from './core/incoming.js';
import type { Parsed, RefusalCode } from './core/messages.js';
import type { AgentState, BatchState, PersonState, Plan, UnsignedReceipt } from './core/plan.js';
import { Endings } from './endings.js';
import type { Erasures } from './erasures.js';
import { CoachError } from './error.js';
import type { ExclusionHistory } from './exclusion-history.js';
import type { HeldReads } from './held-reads.js';
import type { KnownRetirements } from './known-retirements.js';
import type { PendingWithdrawals } from './pending-withdrawals.js';
import type {
  Clock,
  EnrolledAgent,
  HeldKeys,
  Link,
  Logger,
  Person,
  RecordStore,
  Registry,
  ReleaseOpener,
} from './ports.js';
import { Turns } from './turns.js';

export interface IngestionOptions {
  readonly registry: Registry;
  readonly records: RecordStore;
  readonly ledger: ConsentLedger;
  readonly link: Pick<Link, 'publish'>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly signingKey: SigningKey;
  /** Public keys that this service signs or has signed with. */
  readonly ownKeys: readonly Uint8Array[];
  readonly opener: Pick<ReleaseOpener, 'unseal'>;
  readonly boxKeys: HeldKeys;
  readonly erasures: Erasures;
  readonly history: Pick<ConsentHistory, 'write' | 'stored'>;
  readonly pending: Pick<PendingWithdrawals, 'add' | 'settle'>;
  readonly exclusions: Pick<ExclusionHistory, 'write'>;
  readonly retired: Pick<KnownRetirements, 'add'>;
  readonly held: Pick<HeldReads, 'endPerson'>;
  /** Called after envelopes were stored. */
  readonly onStored: () => void;
  /** Called after days were erased: a certificate waits to be told. */
  readonly onErased: () => void;
}

/** Stores what agents send, batch by batch, and confirms what is durable. */
export class Ingestion {
  readonly #options: IngestionOptions;
  readonly #refusals = new Map<RefusalCode, number>();
  readonly #controllers: readonly Uint8Array[];
  /** Batches, and receipts that come after them: a receipt that told of less than the one before would speak of a restored service. */
  readonly #turns = new Turns();
  readonly #endings: Endings;

  constructor(options: IngestionOptions) {
    this.#options = options;
    this.#controllers = options.ownKeys.map(keyIdOf);
    this.#endings = new Endings({
      ...{ records: options.records, logger: options.logger, turns: this.#turns },
      confirm: (receipts) => this.#confirm(receipts),
    });
  }

  process(messages: readonly Incoming[]): Promise<void> {
    return this.#turns.take(() => this.#process(messages));
  }

  /** Settles when nothing waits to be confirmed. */
  settled(): Promise<void> {
    return this.#endings.settled();
  }

  async #process(messages: readonly Incoming[]): Promise<void> {
    const { opener, boxKeys, records, erasures, history } = this.#options;
    const parsed = messages.map((message) => parseIncoming(message, (sealed) => opener.unseal(sealed)));
    const valid = parsed.filter((message): message is Parsed => !('refused' in message));
    const now = this.#options.clock.now();
    const state = await this.#load(valid);
    const batch = new Batch({ state, recipients: boxKeys.publicKeys, controllers: this.#controllers, now });
    for (const message of parsed) {
      if ('refused' in message) batch.refuse(message.refused);
      else batch.take(message);
    }
    const plan = batch.plan();
    this.#honour(plan, state);
    const consents = signedOf(plan, state);
    await history.write(consents);
    await this.#options.exclusions.write(
      plan.retirements.map(({ pseudonym, bytes: record }) => ({ act: 'retire', pseudonym, record })),
    );
    for (const retirement of plan.retirements) this.#options.retired.add(retirement);
    // The receipts say that all of this is durable: they come after the commit, never before.
    await records.commit(plan, await erasures.prepare(plan));
    this.#settle(plan, consents);
    this.#count(plan.refused);
    if (plan.forks.length > 0) this.#options.logger.error('agent-forked', { count: plan.forks.length });
    this.#confirm(plan.receipts);
    if (plan.envelopes.length > 0) this.#options.onStored();
    if (plan.erasures.length > 0) this.#options.onErased();
    await this.#endings.take(plan.endings);
  }

  /** Of who consented first in this very batch, or not at all, nothing was honoured on arrival. */
  #honour({ consents, ended, erasures: demanded }: Plan, state: BatchState): void {
    const { pending, held, erasures } = this.#options;
    for (const each of demanded) erasures.demanded(each);
    for (const { pseudonym, leaf } of consents) {
      const known = state.get(pseudonym)?.consents;
      const record = known?.get(leaf);
      if (record?.kind === 'withdrawal' && known?.has(record.withdrawal.grant)) pending.add(pseudonym, record);
    }
    for (const { pseudonym } of [...ended, ...demanded]) held.endPerson(pseudonym);
  }

  /** What was honoured is stored. */
  #settle({ ended, erasures: executed, retirements }: Plan, consents: readonly SignedConsent[]): void {
    const { erasures, history, held, pending } = this.#options;
    history.stored(consents);
    for (const { pseudonym, grant } of ended) pending.settle(pseudonym, grant);
    erasures.executed(executed);
    for (const { pseudonym } of [...ended, ...executed, ...retirements]) held.endPerson(pseudonym);
  }

  #count(refused: readonly RefusalCode[]): void {
    for (const code of refused) {
      const count = (this.#refusals.get(code) ?? 0) + 1;
      this.#refusals.set(code, count);
      this.#options.logger.warn('message-refused', { code, count });
    }
  }

  /**
   * Not awaited: the broker's acknowledgement comes through the same stream that waits for room here. A receipt that does
   * not arrive is asked for by the agent's next attempt.
   */
  #confirm(receipts: readonly UnsignedReceipt[]): void {
    const { clock, link, logger, signingKey } = this.#options;
    const time = clock.now();
    for (const receipt of receipts) {
      const bytes = signReceipt({ ...receipt, time }, signingKey);
      link.publish(TOPICS.down(toHex(receipt.pseudonym), 'receipt'), bytes).catch((error: unknown) => {
        logger.warn('receipt-not-sent', { code: error instanceof CoachError ? error.code : 'unknown' });
      });
    }
  }

  async #load(messages: readonly Parsed[]): Promise<BatchState> {
    const { registry } = this.#options;
    const pseudonyms = [...new Set(messages.map(({ pseudonym }) => pseudonym))];
    const [persons, agents] = await Promise.all([registry.persons(pseudonyms), registry.agentsOf(pseudonyms)]);
    const state = new Map<string, PersonState>();
    for (const person of persons) {
      const own = messages.filter(({ pseudonym }) => pseudonym === person.pseudonym);
      state.set(person.pseudonym, {
        ...{ identityKey: person.identityKey, vaultKey: person.vaultKey },
        erasures: [...this.#options.erasures.executedOf(person.pseudonym)],
        agents: await this.#loadAgents(
          agents.filter(({ pseudonym }) => pseudonym === person.pseudonym),
          own,
        ),
        ...(await this.#loadRecords(person, own)),
      });
    }
    return state;
  }

  async #loadAgents(agents: readonly EnrolledAgent[], own: readonly Parsed[]): Promise<Map<number, AgentState>> {
    const { records } = this.#options;
    const states = new Map<number, AgentState>();
    for (const enrolled of agents) {
      const { pseudonym, agent, key } = enrolled;
      const head = (await records.head(pseudonym, agent)) ?? { sequence: 0, leaf: new Uint8Array(32) };
      const repeated = own.flatMap((message) =>
        message.kind === 'envelope' && message.envelope.agent === agent && message.envelope.sequence <= head.sequence
          ? [message.envelope.sequence]
          : [],
      );
      const stored = repeated.length === 0 ? [] : await records.leavesAt(pseudonym, agent, repeated);
      const standing = {
        lastSequence: enrolled.lastSequence ?? undefined,
        bar: barOf(enrolled, this.#options.clock.now()),
      };
      states.set(agent, { number: agent, key, ...standing, ...head, stored: new Map(stored) });
    }
    return states;
  }

  async #loadRecords(person: Person, own: readonly Parsed[]): Promise<Pick<PersonState, 'consents' | 'stored'>> {
    const consents = new Map<string, ConsentRecord>();
    const leaves = own.flatMap((message) => ('leaf' in message ? [message.leaf] : []));
    if (own.some(({ kind }) => kind === 'consent' || kind === 'release')) {
      for (const record of await this.#consentsOf(person)) consents.set(record.id, record);
    }
    return { consents, stored: new Set(await this.#options.records.stored(leaves)) };
  }

  /** One person's damaged records must not stop everybody's batch: that person just has no grant. */
  async #consentsOf(person: Person): Promise<readonly ConsentRecord[]> {
    try {
      return await this.#options.ledger.storedOf(person);
    } catch (error) {
      if (error instanceof CoachError && error.code === 'damaged-record') return [];
      throw error;
    }
  }
}

const signedOf = ({ consents }: Plan, state: BatchState): readonly SignedConsent[] =>
  consents.flatMap(({ pseudonym, leaf, text }) => {
    const identityKey = state.get(pseudonym)?.identityKey;
    return identityKey === undefined ? [] : [{ pseudonym, leaf, identityKey, record: jwsBytes(text) }];
  });
