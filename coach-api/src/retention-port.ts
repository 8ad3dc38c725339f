import type { Granularity } from '@fit4work/protocol';

/* Envelopes that nobody may open any more, after the end of a challenge (SPEC.md clause 14.5). */

/** Window starts in [start, end), Unix seconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What of a person goes, all else of that person's envelopes staying. */
export interface Expiry {
  readonly pseudonym: string;
  /** Records of consent that this was decided by. */
  readonly consents: number;
  /** Of the challenge, Unix seconds: it ended by then. */
  readonly endedBy: number;
  readonly spans: Readonly<Record<Granularity, readonly Span[]>>;
  /** First and last civil days of which keys stay. */
  readonly keptDays: readonly { readonly from: string; readonly until: string }[];
}

export interface Amount {
  readonly people: number;
  readonly envelopes: number;
}

/** What became of one day's look, by one coach API or several. */
export interface RetentionCount extends Amount {
  /** Of UTC. */
  readonly day: string;
  /** Whether it was counted, and nothing destroyed. */
  readonly counted: boolean;
}

export interface RetentionStore {
  /** A page of the people whose challenge ended by then and of whom an envelope has its bytes, in order. @param after the last of the page before */
  due(endedBy: number, after: string): Promise<readonly string[]>;
  /** How many envelopes would go. */
  count(expiry: Expiry): Promise<number>;
  /**
   * One durable transaction: bytes, window and granularity of the envelopes go, as do kept keys and the bytes of forks; sequence
   * and leaf stay. Nothing is done where the challenge goes on after all, or consent came meanwhile.
   *
   * @param day under which it is counted
   * @returns how many envelopes
   */
  expire(expiry: Expiry, day: string): Promise<number>;
  /** In place of what was counted for that day before. */
  noteCounted(day: string, amount: Amount): Promise<void>;
  /** Takes out of the files what was destroyed. @throws CoachError `store-unavailable` */
  foldBack(): Promise<void>;
  /** By day, the newest first, of everybody's. @param limit how many days, at most */
  counts(limit: number): Promise<readonly RetentionCount[]>;
}
