import { hmac, utf8 } from './hash.js';

const LABEL = utf8('f4w/v1/kid');

/** Key id of a data key (clause 5.2): it commits to the key, which the AEAD alone does not. */
export const dataKeyId = (dataKey: Uint8Array): Uint8Array => hmac(dataKey, LABEL).slice(0, 16);
