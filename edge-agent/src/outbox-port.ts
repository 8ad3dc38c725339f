import type { BelievedTimes } from './core/believed-time.js';
import type { OwnEnvelope } from './core/certificate.js';
import type { OutboxEntry, SealedEntry } from './entry-port.js';
import type { Letters } from './letter-port.js';
import type { NewRecord, OutboxRecord, ProvenRecord } from './record-port.js';
import type { PastEnvelope } from './recovery-port.js';
import type { Positions, SealedWindow, TouchedDay } from './vault-port.js';

/** What is to be committed when windows are sealed, in one transaction. */
export interface SealedWindows {
  readonly entries: readonly SealedEntry[];
  /** What the entries are envelopes of. */
  readonly windows?: readonly SealedWindow[];
  /** Undefined leaves them where they are. */
  readonly positions?: Positions;
  /** Of which nothing is left that the windows lack, unless more was stored since they were read. */
  readonly settled?: readonly TouchedDay[];
  /** Of which something could not be opened: they stay touched, and wait for the passphrase. */
  readonly unsettled?: readonly TouchedDay[];
  /** Open keys of days before this one are forgotten. */
  readonly forgetBefore: string;
}

export interface OutboxCounts {
  readonly envelopes: number;
  readonly received: number;
  readonly proven: number;
  /** Envelopes of agents before this one; all of them were received. */
  readonly past: { readonly envelopes: number; readonly proven: number };
  /** Records that lack a receipt or a proof. */
  readonly recordsWaiting: number;
  readonly recordsUnreceived: number;
  readonly recordsUnproven: number;
}

/** The outbox: in sequence, without gaps, retired by a receipt and a proof. Every write is durable when it settles. */
export interface Outbox extends Letters {
  /** Sequence and leaf of the last envelope made; sequence 0 and 32 zero bytes before the first. */
  head(): Promise<{ readonly sequence: number; readonly leaf: Uint8Array }>;
  /**
   * @returns false, and nothing is changed, where another process made an envelope since the head was read, or erased a day
   *   that an entry is of
   */
  commit(windows: SealedWindows): Promise<boolean>;
  addRecords(records: readonly NewRecord[]): Promise<void>;
  /**
   * Adds a grant with the releases of the days that have keys.
   *
   * @returns false, and nothing is added, where other days from the first to the last have keys by now
   */
  addGrant(records: readonly NewRecord[], over: GrantedDays): Promise<boolean>;
  /** Highest sequence that a receipt covers. @throws AgentError `superseded` once another agent took over */
  receivedUpTo(): Promise<number>;
  /** Entries after a sequence that no receipt covers, in order. */
  unreceived(after: number, limit: number): Promise<readonly OutboxEntry[]>;
  /** All that were ever made; one that was changed on disk hides no other. */
  records(): Promise<readonly OutboxRecord[]>;
  /** The same of those alone that belong in the log: what the person signed, and not the keys of every day. */
  anchoredRecords(): Promise<readonly OutboxRecord[]>;
  /** Those that no receipt names, in the order in which they were made. */
  waitingRecords(): Promise<readonly OutboxRecord[]>;
  leafAt(sequence: number): Promise<Uint8Array | undefined>;
  /** @param time what is believed of the receipt's */
  markReceived(sequence: number, records: readonly Uint8Array[], time: number): Promise<void>;
  /**
   * The coach API has no more than this any longer: what came after waits for a receipt again, and so does every record
   * but those that an agent before this one signed.
   *
   * @param time what is believed of that of the receipt that says so
   */
  takeBackReceived(sequence: number, time: number): Promise<void>;
  /** What time it is at least, by the signed word of others. */
  believedTimes(): Promise<BelievedTimes>;
  believeWitnesses(time: number): Promise<void>;
  /** Ids of grants that were once seen to have lapsed: no clock brings them back. */
  lapsedGrants(): Promise<ReadonlySet<string>>;
  addLapsedGrants(ids: readonly string[]): Promise<void>;
  /** Ids of grants that a recovery gave back and nobody confirmed: nothing is released under them by itself. */
  heldGrants(): Promise<ReadonlySet<string>>;
  holdGrants(ids: readonly string[]): Promise<void>;
  /** Ends their hold, and adds what was not released meanwhile, in one transaction. */
  confirmGrants(ids: readonly string[], records: readonly NewRecord[]): Promise<void>;
  /**
   * Puts back consent that was lost, holds grants, and forgets that records are missing, in one transaction: a repair says so
   * for good where nobody can say what they were.
   *
   * @throws AgentError `vault-damaged`, and nothing is changed, where something is damaged that no repair set aside
   */
  restoreConsent(lost: readonly ProvenRecord[], held: readonly string[]): Promise<void>;
  /** Ends releases that are no longer to be delivered: their grant is withdrawn or has lapsed. */
  dropReleases(leaves: readonly Uint8Array[]): Promise<void>;
  /** Leaves of envelopes and anchored records without a proof, in order. */
  unproven(limit: number): Promise<readonly Uint8Array[]>;
  markProven(proven: readonly { leaf: Uint8Array; index: number }[], view: LogState): Promise<void>;
  logState(): Promise<LogState>;
  /**
   * Goes to a newer policy of the log, in one transaction with the checkpoint that it believes and the one before does not.
   * Where another process went on from the same policy, nothing is changed.
   */
  followPolicy(change: FollowedPolicy, checkpoint: string | undefined): Promise<void>;
  counts(): Promise<OutboxCounts>;
  /** Whether every envelope that was made of a window that began before an instant, in Unix seconds, is received and proven. */
  isDelivered(before: number): Promise<boolean>;
  /** Leaves of everything made here that belongs in the log. */
  leaves(): Promise<readonly Uint8Array[]>;
  /** Every envelope that was made here, in sequence, with the start of its window. */
  ownEnvelopes(): Promise<readonly OwnEnvelope[]>;
  /** Envelopes of other agents of the person that are known here: of those before this one, and what a recovery found. */
  pastEnvelopes(): Promise<readonly PastEnvelope[]>;
  /**
   * Where the leaves stand: of anchored records in the order they were made, then of envelopes of agents before this one, by
   * agent and sequence, then of this one's own in sequence.
   */
  placements(): Promise<readonly Placement[]>;
}

/** First and last day, and the keys that the releases hold. */
export interface GrantedDays {
  readonly from: string;
  readonly until: string;
  readonly days: readonly { readonly day: string; readonly generation: number }[];
}

/** A leaf of this person made here, and its index in the log once that is proven. */
export interface Placement {
  readonly leaf: Uint8Array;
  /** Of an envelope; undefined of a record. */
  readonly sequence: number | undefined;
  /** Number of the agent whose envelope it is; undefined of this agent and of a record. */
  readonly pastAgent: number | undefined;
  readonly index: number | undefined;
}

/** Texts of two policies of the log, the one believed so far and the one that took its place. */
export interface FollowedPolicy {
  readonly from: string;
  readonly to: string;
}

/** What the agent has seen of the log: the last checkpoint believed, and how far entries were looked through. */
export interface LogState {
  readonly checkpoint: string | undefined;
  readonly scanned: number;
  /**
   * Text of the policy that believes the checkpoint. What is written under another than the vault has by now is not kept:
   * a process that is behind takes nothing back.
   */
  readonly policy?: string | undefined;
}
