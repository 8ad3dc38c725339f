import type { PhaseResult } from './core/phase-result.js';

/** Where everything answers and what to trust there, as an invitation says it. */
export interface Place {
  readonly brokerUrl: string;
  readonly logUrl: string;
  readonly policy: string;
  /** Verifies receipts. */
  readonly coachKey: Uint8Array;
}

/** An agent that is enrolled. */
export interface Enrolled {
  readonly pseudonym: Uint8Array;
  /** Of the agent's key. */
  readonly seed: Uint8Array;
}

/** What a process of players is told, one after the other. */
export type Order =
  | { readonly order: 'connect'; readonly place: Place; readonly agents: readonly Enrolled[]; readonly seed: number }
  /** Turns that are due at random, so many a second. */
  | { readonly order: 'spread'; readonly perSecond: number; readonly seconds: number; readonly patience: number }
  /** A turn of everybody at once. */
  | { readonly order: 'at-once'; readonly patience: number }
  /** Everybody is cut off, and so many turns pass. */
  | { readonly order: 'cut-off'; readonly turns: number; readonly patience: number }
  /** Everybody comes back at once. */
  | { readonly order: 'come-back'; readonly patience: number };

export type Answer =
  | { readonly done: PhaseResult | undefined }
  /** One sentence. */
  | { readonly failed: string };
