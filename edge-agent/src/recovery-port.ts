import type { Granularity } from '@fit4work/protocol';
import type { Identity } from './identity-port.js';

/** An envelope of an agent that is no more, or that was before this one: what is kept of it. */
export interface PastEnvelope {
  readonly agent: number;
  readonly sequence: number;
  readonly leaf: Uint8Array;
  /** Start of its window, Unix seconds; undefined of one that was erased. */
  readonly windowStart: number | undefined;
}

/** A window that another agent sealed. Times in Unix seconds. */
export interface RecoveredWindow {
  readonly granularity: Granularity;
  readonly start: number;
  readonly until: number;
  readonly revision: number;
}

/** An envelope as it is stored, of any agent. */
export interface HeldEnvelope {
  readonly agent: number;
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/** What makes a vault whole again on a new machine. Every write is durable when it settles. */
export interface RecoveryStore {
  /**
   * Forgets everything, as after a recovery that was not ended, and keeps who recovers, in one transaction. Another process
   * that recovers here writes no more.
   *
   * @param over who was there as far as is known
   * @throws AgentError `already-enrolled` where somebody else is there, or nobody has to recover any more: nothing is written
   */
  beginRecovery(identity: Identity, over: Identity | undefined): Promise<void>;
  /** Keeps where envelopes of other agents stand, to be proven like one's own. */
  addPast(envelopes: readonly PastEnvelope[]): Promise<void>;
  /**
   * Holds envelopes, sealed as they are, for as long as this process recovers: they are more than memory should hold. They
   * are not durable, and `endRecovery` and `beginRecovery` let go of them.
   */
  holdEnvelopes(envelopes: readonly HeldEnvelope[]): Promise<void>;
  /** The bytes of one that is held. @throws AgentError `vault-damaged` where it is not */
  heldEnvelope(agent: number, sequence: number): Promise<Uint8Array>;
  /**
   * Notes which windows are sealed, each at the highest revision that it was ever told of: they are sealed again for late
   * history alone, at the next one.
   */
  addWindows(windows: readonly RecoveredWindow[]): Promise<void>;
  /**
   * Ends a recovery: from now on this is the agent, and this is what is told of how it became that.
   *
   * @throws AgentError `superseded` where another process began it anew
   */
  endRecovery(identity: Identity, told: string): Promise<void>;
  /** What was told when the recovery ended; undefined in a vault that was not recovered. */
  recovered(): Promise<string | undefined>;
}
