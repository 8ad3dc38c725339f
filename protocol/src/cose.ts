import { aeadOpen, aeadSeal } from './aead.js';
import { concat, equalBytes } from './bytes.js';
import { decodeCbor, encodeCbor, readArray, readBytes } from './cbor.js';
import { ProtocolError } from './error.js';
import { keyIdOf, type SigningKey, sign, verifySignature } from './signature.js';

/* COSE as far as this system uses it (RFC 9052, RFC 9053; SPEC.md clauses 1.6 and 5.1): COSE_Sign1 with EdDSA,
   COSE_Encrypt0 with ChaCha20/Poly1305. */

const HEADER = { alg: 1, kid: 4, iv: 5, typ: 16 };
const ALG_EDDSA = -8;
const ALG_CHACHA20_POLY1305 = 24;
const TAG_SIGN1 = 0xd2;
const ENCRYPT0_PROTECTED = encodeCbor(new Map([[HEADER.alg, ALG_CHACHA20_POLY1305]]));
const EMPTY = new Uint8Array(0);

/** What a signature is about; one key signs several kinds, and none may pass for another (clause 1.6). */
export type Sign1Kind =
  | 'envelope'
  | 'agent-certificate'
  | 'agent-retirement'
  | 'release'
  | 'receipt'
  | 'read'
  | 'programme'
  | 'message'
  | 'erasure'
  | 'erasure-certificate'
  | 'key-rotation';

const typOf = (kind: Sign1Kind): string => `f4w-${kind}+cose`;

/** Bytes of a signed record, at most (SPEC.md section 18). */
export const MAX_RECORD = 65_536;

export interface Sign1 {
  readonly keyId: Uint8Array;
  readonly payload: Uint8Array;
  readonly protectedHeader: Uint8Array;
  readonly signature: Uint8Array;
}

const sigStructure = (protectedHeader: Uint8Array, payload: Uint8Array): Uint8Array =>
  encodeCbor(['Signature1', protectedHeader, EMPTY, payload]);

/** Tagged COSE_Sign1 (RFC 9052 section 4.2); alg EdDSA, kid and typ (RFC 9596) protected. */
export function sign1(key: SigningKey, kind: Sign1Kind, payload: Uint8Array): Uint8Array {
  const protectedHeader = encodeCbor(
    new Map<number, unknown>([
      [HEADER.alg, ALG_EDDSA],
      [HEADER.kid, key.keyId],
      [HEADER.typ, typOf(kind)],
    ]),
  );
  const signature = sign(key, sigStructure(protectedHeader, payload));
  return concat(Uint8Array.of(TAG_SIGN1), encodeCbor([protectedHeader, new Map(), payload, signature]));
}

/**
 * Reads a tagged COSE_Sign1 of one kind without verifying it.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`
 */
export function parseSign1(bytes: Uint8Array, kind: Sign1Kind): Sign1 {
  if (bytes.length > MAX_RECORD) throw new ProtocolError('too-large', `a record has at most ${MAX_RECORD} bytes`);
  if (bytes[0] !== TAG_SIGN1) throw new ProtocolError('malformed', 'a COSE_Sign1 must begin with tag 18');
  const items = readArray(decodeCbor(bytes.subarray(1)), 'a COSE_Sign1', 4);
  const protectedHeader = readBytes(items[0], 'the protected header');
  const header = decodeCbor(protectedHeader);
  if (!(items[1] instanceof Map) || items[1].size > 0 || !(header instanceof Map) || header.size !== 3) {
    throw new ProtocolError('malformed', 'a COSE_Sign1 must have alg, kid and typ protected and nothing unprotected');
  }
  if (header.get(HEADER.alg) !== ALG_EDDSA) throw new ProtocolError('malformed', 'the algorithm must be EdDSA');
  if (header.get(HEADER.typ) !== typOf(kind)) throw new ProtocolError('malformed', 'the record is of another kind');
  return {
    keyId: readBytes(header.get(HEADER.kid), 'the key id', 32),
    payload: readBytes(items[2], 'the payload'),
    protectedHeader,
    signature: readBytes(items[3], 'the signature', 64),
  };
}

/** @throws ProtocolError `bad-signature` */
export function verifySign1(message: Sign1, publicKey: Uint8Array): void {
  const named = equalBytes(message.keyId, keyIdOf(publicKey));
  const signed = sigStructure(message.protectedHeader, message.payload);
  if (!named || !verifySignature(publicKey, signed, message.signature)) {
    throw new ProtocolError('bad-signature', 'the signature does not verify under the expected key');
  }
}

export interface Encrypt0 {
  readonly keyId: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
}

const encStructure = (externalAad: Uint8Array): Uint8Array => encodeCbor(['Encrypt0', ENCRYPT0_PROTECTED, externalAad]);

/** The COSE_Encrypt0 structure (RFC 9052 section 5.2) as a value to be embedded, alg protected, kid and IV not. */
export function encrypt0(
  key: { readonly id: Uint8Array; readonly secret: Uint8Array; readonly nonce: Uint8Array },
  plaintext: Uint8Array,
  externalAad: Uint8Array,
): unknown {
  const use = { key: key.secret, nonce: key.nonce, aad: encStructure(externalAad) };
  const ciphertext = aeadSeal(use, plaintext);
  const unprotected = new Map([
    [HEADER.kid, key.id],
    [HEADER.iv, key.nonce],
  ]);
  return [ENCRYPT0_PROTECTED, unprotected, ciphertext];
}

/** @throws ProtocolError `malformed` */
export function readEncrypt0(value: unknown): Encrypt0 {
  const items = readArray(value, 'a COSE_Encrypt0', 3);
  const header = items[1];
  if (!equalBytes(readBytes(items[0], 'the protected header'), ENCRYPT0_PROTECTED)) {
    throw new ProtocolError('malformed', 'the algorithm must be ChaCha20/Poly1305');
  }
  if (!(header instanceof Map) || header.size !== 2) {
    throw new ProtocolError('malformed', 'a COSE_Encrypt0 must have kid and IV unprotected');
  }
  return {
    keyId: readBytes(header.get(HEADER.kid), 'the key id', 16),
    nonce: readBytes(header.get(HEADER.iv), 'the nonce', 12),
    ciphertext: readBytes(items[2], 'the ciphertext'),
  };
}

/** @throws ProtocolError `decryption-failed` */
export const decrypt0 = (message: Encrypt0, secret: Uint8Array, externalAad: Uint8Array): Uint8Array =>
  aeadOpen({ key: secret, nonce: message.nonce, aad: encStructure(externalAad) }, message.ciphertext);
