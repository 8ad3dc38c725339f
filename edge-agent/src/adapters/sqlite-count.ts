import { equalBytes } from '@fit4work/protocol';

/* Counting rows, so that one that vanished, changed or came twice is noticed. */

/** Rows of a table, or of a part of it, and what their authentications come to: the exclusive or of them. */
export interface Count {
  readonly rows: number;
  readonly digest: Uint8Array;
}

export const ZEROS = new Uint8Array(16);
export const NOTHING: Count = { rows: 0, digest: ZEROS };

export const plus = ({ rows, digest }: Count, mac: Uint8Array, sign: 1 | 0 | -1): Count => ({
  rows: rows + sign,
  digest: digest.map((byte, i) => byte ^ (mac[i] ?? 0)),
});

export const sum = (a: Count, b: Count): Count => ({ rows: a.rows + b.rows, digest: plus(a, b.digest, 0).digest });

export const isSame = (a: Count, b: Count): boolean => a.rows === b.rows && equalBytes(a.digest, b.digest);

/** @param rows with what stands in the place of their authentication, which may be anything */
export const total = (rows: readonly { readonly mac: unknown }[]): Count =>
  rows.reduce<Count>((found, { mac }) => plus(found, mac instanceof Uint8Array ? mac : ZEROS, 1), NOTHING);

/** What stands in the place of an authentication may be anything. */
export const sameMac = (stored: unknown, mac: Uint8Array): boolean =>
  stored instanceof Uint8Array && equalBytes(stored, mac);
