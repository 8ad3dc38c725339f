import { ENVELOPES_A_DAY } from './rates.js';

/** Bytes of every store, by its name. */
export type Stores = Readonly<Record<string, number>>;

export interface StoreRow {
  readonly name: string;
  /** Bytes that one envelope added. */
  readonly envelope: number;
  /** Of one person with one agent in 365 days, in bytes. */
  readonly year: number;
}

/** What each store grew by, of so many envelopes. */
export function storeRows(before: Stores, after: Stores, envelopes: number): readonly StoreRow[] {
  return Object.entries(after).map(([name, bytes]) => {
    const envelope = (bytes - (before[name] ?? 0)) / Math.max(1, envelopes);
    return {
      name,
      envelope: Number(envelope.toPrecision(3)),
      year: Number((envelope * ENVELOPES_A_DAY * 365).toPrecision(3)),
    };
  });
}
