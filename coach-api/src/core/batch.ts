import { type ConsentRecord, equalBytes, fromHex, type Receipt } from '@fit4work/protocol';
import { type Parsed, type RefusalCode, refusalOf } from './incoming.js';
import { type ConsentMessage, takeConsent } from './kinds/consent.js';
import { type Fork, type PlannedEnvelope, takeEnvelope } from './kinds/envelope.js';
import { type PlannedErasure, takeErasure } from './kinds/erasure.js';
import { type PlannedKeys, takeKeys } from './kinds/keys.js';
import { type PlannedMessage, takeMessage } from './kinds/message.js';
import { type PlannedRelease, takeRelease } from './kinds/release.js';
import { type PlannedRetirement, takeRetirement } from './kinds/retirement.js';
import type { StandingErasure } from './standing.js';

/** What is stored of an agent, as far as a batch needs it. */
export interface AgentState {
  readonly number: number;
  readonly key: Uint8Array;
  /** Of its retirement, the last envelope that counts; undefined while it is not retired. */
  lastSequence: number | undefined;
  /** Sequence and leaf of the last envelope stored; 0 and zeros before the first. */
  sequence: number;
  leaf: Uint8Array;
  /** Leaves of the stored envelopes whose sequences the batch repeats. */
  readonly stored: Map<number, Uint8Array>;
}

export interface PersonState {
  readonly identityKey: Uint8Array;
  readonly vaultKey: Uint8Array;
  readonly agents: ReadonlyMap<number, AgentState>;
  readonly consents: Map<string, ConsentRecord>;
  readonly erasures: StandingErasure[];
  /** Leaves of releases, kept keys, messages and retirements of the batch that are stored. */
  readonly stored: Set<string>;
}

export type BatchState = ReadonlyMap<string, PersonState>;

/** What one transaction stores, and the receipts that follow it. */
export interface Plan {
  readonly envelopes: PlannedEnvelope[];
  readonly consents: ConsentMessage[];
  readonly releases: PlannedRelease[];
  readonly keys: PlannedKeys[];
  readonly messages: PlannedMessage[];
  readonly retirements: PlannedRetirement[];
  /** Executed after all of the batch is stored. */
  readonly erasures: PlannedErasure[];
  /** Grants whose releases end with a withdrawal. */
  readonly ended: { readonly pseudonym: string; readonly grant: string }[];
  readonly receipts: Omit<Receipt, 'time'>[];
  /** Kept as evidence (SPEC.md clause 6.4). */
  readonly forks: Fork[];
  readonly refused: RefusalCode[];
}

export interface BatchOptions {
  readonly state: BatchState;
  /** X25519 public key of this coach API. */
  readonly recipient: Uint8Array;
  /** Unix seconds */
  readonly now: number;
}

/** What taking a message does to the batch. */
export interface Taking extends Pick<BatchOptions, 'recipient' | 'now'> {
  readonly plan: Plan;
  /** An agent gets a receipt, of this record if one is named. */
  touch(pseudonym: string, agent: number, record?: Uint8Array): void;
  /** What the identity signed is the person's: each of the person's agents learns that it is stored. */
  touchAll(pseudonym: string, record: Uint8Array): void;
}

const MAX_RECORDS = 256;

export const emptyPlan = (): Plan => ({
  ...{ envelopes: [], consents: [], releases: [], keys: [], messages: [], retirements: [], erasures: [] },
  ...{ ended: [], receipts: [], forks: [], refused: [] },
});

/** Decides about a batch, message by message, in the order of arrival. */
export class Batch {
  readonly #options: BatchOptions;
  /** Records to confirm, by pseudonym and agent. */
  readonly #touched = new Map<string, Map<number, Uint8Array[]>>();
  readonly #plan: Plan = emptyPlan();

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  take(message: Parsed): void {
    const person = this.#options.state.get(message.pseudonym);
    const refused = person === undefined ? 'unknown-agent' : this.#takeFrom(person, message);
    if (refused !== undefined) this.#plan.refused.push(refused);
  }

  refuse(code: RefusalCode): void {
    this.#plan.refused.push(code);
  }

  /** To be called once, after the last message. */
  plan(): Plan {
    for (const [pseudonym, agents] of this.#touched) {
      for (const [agent, records] of agents) {
        const state = this.#options.state.get(pseudonym)?.agents.get(agent);
        if (state === undefined) continue;
        const { sequence, leaf } = state;
        this.#plan.receipts.push({
          pseudonym: fromHex(pseudonym),
          agent,
          sequence,
          leaf,
          records: records.slice(0, MAX_RECORDS),
        });
      }
    }
    return this.#plan;
  }

  #takeFrom(person: PersonState, message: Parsed): RefusalCode | undefined {
    const result = refusalOf(() => takeOf(person, message, this.#taking()));
    return typeof result === 'object' ? result.refused : result;
  }

  #taking(): Taking {
    const { recipient, now, state } = this.#options;
    return {
      ...{ recipient, now, plan: this.#plan },
      touch: (pseudonym, agent, record) => this.#touch(pseudonym, agent, record),
      touchAll: (pseudonym, record) => {
        for (const agent of state.get(pseudonym)?.agents.keys() ?? []) this.#touch(pseudonym, agent, record);
      },
    };
  }

  #touch(pseudonym: string, agent: number, record?: Uint8Array): void {
    const agents = this.#touched.get(pseudonym) ?? new Map<number, Uint8Array[]>();
    const records = agents.get(agent) ?? [];
    if (record !== undefined && !records.some((known) => equalBytes(known, record))) records.push(record);
    agents.set(agent, records);
    this.#touched.set(pseudonym, agents);
  }
}

function takeOf(person: PersonState, message: Parsed, taking: Taking): RefusalCode | undefined {
  switch (message.kind) {
    case 'envelope':
      return takeEnvelope(person, message, taking);
    case 'consent':
      return takeConsent(person, message, taking);
    case 'release':
      return takeRelease(person, message, taking);
    case 'erasure':
      return takeErasure(person, message, taking);
    case 'message':
      return takeMessage(person, message, taking);
    case 'retirement':
      return takeRetirement(person, message, taking);
    case 'keys':
      return takeKeys(person, message, taking);
  }
}
