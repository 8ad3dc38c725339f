import type { Granularity } from '@fit4work/protocol';
import type { Kysely, Transaction } from 'kysely';
import type { PlannedEnvelope } from '../../core/messages.js';
import type { Span } from '../../retention-port.js';
import type { Schema } from './schema.js';

export type Queries = Kysely<Schema>;
export type Tx = Transaction<Schema>;

/** Tables whose rows are destroyed when days are erased, a grant ends, or a key is about to go. */
export type EmptiedTable = 'releases' | 'kept_keys' | 'forks' | 'letters';

/** Which envelopes of a person lose their bytes. */
export interface Emptying extends Span {
  readonly pseudonym: string;
  readonly granularities: readonly Granularity[];
  /** What stands in their place: the leaf of an erasure, or `EXPIRED`. */
  readonly mark: string;
}

/** What SQLite and PostgreSQL do not say alike. */
export interface Dialect {
  /** Whoever else would change what has one of these names waits until the transaction ends. */
  lock(tx: Tx, names: readonly string[]): Promise<void>;
  /** Makes room for envelopes, before the transaction that stores them. */
  makeRoom(db: Queries, envelopes: readonly PlannedEnvelope[]): Promise<void>;
  /** In the order given. */
  insertEnvelopes(tx: Tx, envelopes: readonly PlannedEnvelope[]): Promise<void>;
  /** Sequence and leaf stay; window and granularity go with the bytes. @returns the leaves */
  emptyEnvelopes(tx: Tx, emptying: Emptying): Promise<readonly Uint8Array[]>;
  markAnchored(db: Queries, found: readonly { readonly id: number; readonly index: number }[]): Promise<void>;
  /** Rows of a table were destroyed in this transaction: what is left of them in the files goes with `foldBack`. */
  emptied(tx: Tx, table: EmptiedTable): Promise<void>;
  /** Takes out of the files of the database what was destroyed. @param looks as of `RecordStore` @throws CoachError `store-unavailable` */
  foldBack(db: Queries, looks?: number): Promise<void>;
}

/** A transaction, and how its database is spoken to. */
export interface Storing {
  readonly tx: Tx;
  readonly dialect: Dialect;
}

/** An open database of this service. */
export interface Database {
  readonly queries: Queries;
  readonly dialect: Dialect;
  close(): Promise<void>;
}

/** One transaction; whoever else would change what has one of these names comes before it or after it. */
export const transact = <T>(
  { queries, dialect }: Database,
  names: readonly string[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> =>
  queries.transaction().execute(async (tx) => {
    await dialect.lock(tx, names);
    return work(tx);
  });
