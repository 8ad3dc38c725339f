import type { Granularity, Metric } from '@fit4work/protocol';

export interface NewRead {
  readonly leaf: string;
  readonly pseudonym: string;
  readonly coach: string;
  readonly purpose: string;
  readonly metrics: readonly Metric[];
  readonly granularity: Granularity;
  readonly from: string;
  readonly until: string;
  readonly time: number;
  readonly record: Uint8Array;
  /** The record sealed to the person's vault key. */
  readonly sealed: Uint8Array;
}

export type ReadEntry = Omit<NewRead, 'record' | 'sealed'> & { readonly index: number | null };

/** Read records. Every change is durable when its promise settles. */
export interface ReadStore {
  /** With the letter that tells the person of it. */
  add(read: NewRead): Promise<void>;
  /** The latest first. */
  ofCoach(coach: string, limit: number): Promise<readonly ReadEntry[]>;
}
