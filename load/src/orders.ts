import type { PhaseResult } from './core/phase-result.js';

/** Where everything answers and what to trust there, as an invitation says it. */
export interface Place {
  readonly brokerUrl: string;
  readonly logUrl: string;
  readonly policy: string;
  /** Verifies receipts. */
  readonly coachKey: Uint8Array;
  /** What is for the coach API's eyes is sealed to it. */
  readonly boxKey: Uint8Array;
}

/** An agent that is enrolled. */
export interface Enrolled {
  /** Of the keys of the person. */
  readonly root: Uint8Array;
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
  | { readonly order: 'come-back'; readonly patience: number }
  /** What everybody sent so far, to be held against stores. */
  | { readonly order: 'account' };

/** What an agent sealed: its leaves in the order of their sequence, from 1 on, in hexadecimal. */
export interface Account {
  /** The pseudonym, in hexadecimal. */
  readonly name: string;
  readonly leaves: readonly string[];
}

/** What came of an order. */
export type Outcome = PhaseResult | readonly Account[] | undefined;

export type Answer =
  | { readonly done: Outcome }
  /** One sentence. */
  | { readonly failed: string };
