import type { ConsentRecord, Receipt } from '@fit4work/protocol';
import type { Bar } from './agent-standing.js';
import type {
  ConsentMessage,
  Fork,
  PlannedEnvelope,
  PlannedErasure,
  PlannedKeys,
  PlannedMessage,
  PlannedRelease,
  PlannedRetirement,
  RefusalCode,
} from './messages.js';
import type { StandingErasure } from './standing.js';

/** What is stored of an agent, as far as a batch needs it. */
export interface AgentState {
  readonly number: number;
  readonly key: Uint8Array;
  /** Of its retirement, the last envelope that counts; undefined while it is not retired. */
  lastSequence: number | undefined;
  /** Why nothing new of it is taken; undefined where it is. */
  readonly bar: Bar | undefined;
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

export type UnsignedReceipt = Omit<Receipt, 'time'>;

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
  readonly receipts: UnsignedReceipt[];
  /** Of what ends something: they follow when it is out of the files. */
  readonly endings: UnsignedReceipt[];
  /** Kept as evidence (SPEC.md clause 6.4). */
  readonly forks: Fork[];
  readonly refused: RefusalCode[];
}

export interface BatchOptions {
  readonly state: BatchState;
  /** X25519 public keys of this coach API. */
  readonly recipients: readonly Uint8Array[];
  /** Key ids of this coach API, under which it signs or has signed: whom a grant may name as the controller. */
  readonly controllers: readonly Uint8Array[];
  /** Unix seconds */
  readonly now: number;
}

/** What taking a message does to the batch. */
export interface Taking extends Pick<BatchOptions, 'recipients' | 'controllers' | 'now'> {
  readonly plan: Plan;
  /** An agent gets a receipt, of this record if one is named. */
  touch(pseudonym: string, agent: number, record?: Uint8Array): void;
  /** What the identity signed is the person's: each of the person's agents learns that it is stored. */
  touchAll(pseudonym: string, record: Uint8Array): void;
  /** As `touchAll`, of what destroys something. */
  touchAllEnded(pseudonym: string, record: Uint8Array): void;
}

export const emptyPlan = (): Plan => ({
  ...{ envelopes: [], consents: [], releases: [], keys: [], messages: [], retirements: [], erasures: [] },
  ...{ ended: [], receipts: [], endings: [], forks: [], refused: [] },
});
