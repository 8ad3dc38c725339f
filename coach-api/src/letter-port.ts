import type { DownKind } from '@fit4work/protocol';

export type LetterKind = Extract<DownKind, 'read' | 'programme' | 'message' | 'erasure'>;

/** What goes between a coach, or this coach API, and a person. Nothing of it is stored readable. */
export interface NewLetter {
  readonly leaf: string;
  readonly pseudonym: string;
  readonly kind: LetterKind;
  readonly coach: string | null;
  /** Unix seconds */
  readonly time: number;
  /** Sealed to the person's vault: what goes down. Null for what the person wrote. */
  readonly forPerson: Uint8Array | null;
  /** Sealed to this coach API itself, for the coach; null where the coach needs none. */
  readonly forCoach: Uint8Array | null;
}

export interface StoredLetter {
  readonly leaf: string;
  readonly forCoach: Uint8Array;
  readonly fromPerson: boolean;
  /** Whether the broker has taken it for the person. */
  readonly told: boolean;
  readonly acknowledged: boolean;
  readonly index: number | null;
}

export interface LettersAsked {
  readonly pseudonym: string;
  readonly coach: string;
  readonly kind: LetterKind;
  /** At most so many, the latest. */
  readonly limit: number;
}

/** Letters. Every change is durable when its promise settles. */
export interface LetterStore {
  add(letter: NewLetter): Promise<void>;
  /** Of one coach and person, the oldest first. */
  between(asked: LettersAsked): Promise<readonly StoredLetter[]>;
  /** People with letters that wait for the broker. */
  waitedFor(): Promise<readonly string[]>;
  waiting(pseudonym: string, limit: number): Promise<readonly { leaf: string; kind: LetterKind; sealed: Uint8Array }[]>;
  markTold(leaf: string, now: number): Promise<void>;
  /** The person's agent was heard: what the broker had taken for it by now counts as delivered. */
  settle(pseudonym: string, now: number): Promise<void>;
  /** What was told `before` an instant waits again, if it is not settled or was `since` another, unless it was acknowledged. */
  tellAgain(pseudonym: string, when: { readonly before: number; readonly since: number }): Promise<void>;
  /** Whether anything of this person was ever stored, so that an agent was connected once. */
  hasSpoken(pseudonym: string): Promise<boolean>;
  /** Leaves of letters of this coach API that are not known to be in the log, oldest first. */
  unproven(limit: number): Promise<readonly string[]>;
  markProven(leaf: string, index: number): Promise<void>;
  /** When each certificate of erasure was signed, Unix seconds. */
  timesOfErasures(): Promise<readonly number[]>;
}
