import { hmac, utf8 } from './hash.js';

const LABEL = utf8('f4w/v1/kid');

/** Key id of a data key (clause 5.2), for a key that is taken anew each time: to remember it would only burden the collector. */
export const freshKeyId = (dataKey: Uint8Array): Uint8Array => hmac(dataKey, LABEL).slice(0, 16);

/** Ids by the arrays that hold the keys: a data key lasts a day and is asked for its id at every box that it opens. */
const known = new WeakMap<Uint8Array, Uint8Array>();

/**
 * Key id of a data key (clause 5.2): it commits to the key, which the AEAD alone does not. It is remembered: an array
 * that holds a key holds that one until it is wiped.
 */
export function dataKeyId(dataKey: Uint8Array): Uint8Array {
  const before = known.get(dataKey);
  if (before !== undefined) return before;
  const id = freshKeyId(dataKey);
  known.set(dataKey, id);
  return id;
}

/** For an array that holds the key no longer. */
export const forgetKeyId = (dataKey: Uint8Array): boolean => known.delete(dataKey);
