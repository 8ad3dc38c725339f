import { equalBytes, fromBase64Url, toBase64Url } from './bytes.js';
import { ProtocolError } from './error.js';
import { utf8 } from './hash.js';
import { keyIdOf, type SigningKey, sign, verifySignature } from './signature.js';

/* JWS compact serialisation with EdDSA (RFC 7515, RFC 8037; SPEC.md clause 1.7): consent records and broker tokens. */

export interface Jws {
  readonly keyId: Uint8Array;
  readonly type: string;
  readonly payload: unknown;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** Characters of a JWS, at most (SPEC.md section 18). */
export const MAX_JWS = 16_384;

/** JSON as clause 1.7 writes it: the text of ECMAScript's JSON.stringify, in ASCII. */
const toJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function signJws(key: SigningKey, type: string, payload: object): string {
  const header = { alg: 'EdDSA', typ: type, kid: toBase64Url(key.keyId) };
  const input = [header, payload].map((part) => toBase64Url(utf8(toJson(part)))).join('.');
  return `${input}.${toBase64Url(sign(key, utf8(input)))}`;
}

/** UTF-8 without a platform decoder: JSON text of this system is ASCII, the rest escaped. */
function readAscii(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte > 0x7e || byte < 0x20) throw new ProtocolError('malformed', 'a JWS part must be printable ASCII');
    text += String.fromCharCode(byte);
  }
  return text;
}

/**
 * Reads JSON and writes it again to compare: a member that stands twice, or a number that two readers round differently,
 * would let one signature mean two things.
 */
function parseJson(part: string): unknown {
  const text = readAscii(fromBase64Url(part));
  const { value, written } = reread(text);
  if (written !== text) throw new ProtocolError('not-canonical', 'a JWS part must be JSON as clause 1.7 writes it');
  return value;
}

function reread(text: string): { readonly value: unknown; readonly written: string } {
  try {
    const value: unknown = JSON.parse(text);
    return { value, written: toJson(value) };
  } catch (cause) {
    throw new ProtocolError('malformed', 'a JWS part must be JSON', { cause });
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a compact JWS without verifying it; the header has exactly `alg`, `typ` and `kid`.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`
 */
export function parseJws(compact: string): Jws {
  if (compact.length > MAX_JWS) throw new ProtocolError('too-large', `a JWS has at most ${MAX_JWS} characters`);
  const [head, body, tail, ...rest] = compact.split('.');
  if (head === undefined || body === undefined || tail === undefined || rest.length > 0) {
    throw new ProtocolError('malformed', 'a JWS has three parts');
  }
  const header = parseJson(head);
  if (!isRecord(header) || header.alg !== 'EdDSA' || Object.keys(header).length !== 3) {
    throw new ProtocolError('malformed', 'a JWS header must have alg EdDSA, typ and kid');
  }
  const { typ, kid } = header;
  if (typeof typ !== 'string' || typeof kid !== 'string') {
    throw new ProtocolError('malformed', 'a JWS header must have alg EdDSA, typ and kid');
  }
  return {
    keyId: fromBase64Url(kid),
    type: typ,
    payload: parseJson(body),
    signingInput: utf8(`${head}.${body}`),
    signature: fromBase64Url(tail),
  };
}

/** @throws ProtocolError `bad-signature` */
export function verifyJws(jws: Jws, publicKey: Uint8Array): void {
  const named = equalBytes(jws.keyId, keyIdOf(publicKey));
  if (!named || !verifySignature(publicKey, jws.signingInput, jws.signature)) {
    throw new ProtocolError('bad-signature', 'the signature does not verify under the expected key');
  }
}

/** Bytes of a JWS as they are anchored and published. */
export const jwsBytes = (compact: string): Uint8Array => utf8(compact);

/** @throws ProtocolError `malformed`, `too-large` */
export function jwsText(bytes: Uint8Array): string {
  if (bytes.length > MAX_JWS) throw new ProtocolError('too-large', `a JWS has at most ${MAX_JWS} characters`);
  return readAscii(bytes);
}
