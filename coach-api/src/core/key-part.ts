import { jwkOf, sha256, toBase64Url, utf8 } from '@fit4work/protocol';
import type { EnrolledAgent } from '../ports.js';

const OPENING = '{"keys":[';
const CLOSING = ']}';

type AdmittedKey = Pick<EnrolledAgent, 'key' | 'keyId' | 'pseudonym'>;

/** The keys of those whose pseudonyms begin alike. */
export interface KeyPart {
  readonly prefix: string;
  /** An entity tag (RFC 9110 section 8.8.3), the same wherever the same keys are served. */
  readonly tag: string;
  /** A JWK Set (RFC 7517), in UTF-8; each key has `f4w_pseudonym` beside it. */
  readonly body: Uint8Array;
}

export const agentJwk = ({ key, keyId }: Pick<AdmittedKey, 'key' | 'keyId'>) =>
  ({ ...jwkOf(key), kid: keyId, alg: 'EdDSA', use: 'sig' }) as const;

/** @param keys in any order */
export function keyPart(prefix: string, keys: readonly AdmittedKey[]): KeyPart {
  const sorted = [...keys].sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
  const jwks = sorted.map((key) => JSON.stringify({ ...agentJwk(key), f4w_pseudonym: key.pseudonym }));
  const body = utf8(`${OPENING}${jwks.join()}${CLOSING}`);
  return { prefix, tag: tagOf(body), body };
}

/** Weak, since what compresses an answer on its way may leave such a tag alone. */
export const tagOf = (bytes: Uint8Array): string => `W/"${toBase64Url(sha256(bytes))}"`;

export const isEmpty = ({ body }: KeyPart): boolean => body.length === OPENING.length + CLOSING.length;

/** The JWK Set of several parts together, piece by piece. */
export function* wholeKeySet(parts: Iterable<KeyPart>): Generator<Uint8Array> {
  yield utf8(OPENING);
  let isFirst = true;
  for (const part of parts) {
    if (isEmpty(part)) continue;
    if (!isFirst) yield utf8(',');
    isFirst = false;
    yield part.body.subarray(OPENING.length, part.body.length - CLOSING.length);
  }
  yield utf8(CLOSING);
}
