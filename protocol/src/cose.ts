import { aeadOpen, aeadSeal } from './aead.js';
import { concat, equalBytes } from './bytes.js';
import { encodeCbor } from './cbor.js';
import type { CborCursor } from './cbor-cursor.js';
import { readKnown } from './cbor-reader.js';
import { CborWriter } from './cbor-writer.js';
import { ProtocolError } from './error.js';
import { keyIdOf, type SigningKey, sign, verifySignature } from './signature.js';

/* COSE as far as this system uses it (RFC 9052, RFC 9053; SPEC.md clauses 1.6 and 5.1): COSE_Sign1 with EdDSA,
   COSE_Encrypt0 with ChaCha20/Poly1305. */

const HEADER = { alg: 1, kid: 4, iv: 5, typ: 16 };
const ALG_CHACHA20_POLY1305 = 24;
const TAG_SIGN1 = 0xd2;
const KEY_ID = 32;
const DATA_KEY_ID = 16;
const NONCE = 12;
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
  | 'erasure-counts'
  | 'key-rotation'
  | 'kept-keys'
  | 'kept-pins';

const typOf = (kind: Sign1Kind): string => `f4w-${kind}+cose`;

/** Bytes of a signed record, at most (SPEC.md section 18). */
export const MAX_RECORD = 65_536;

export interface Sign1 {
  readonly keyId: Uint8Array;
  readonly payload: Uint8Array;
  readonly protectedHeader: Uint8Array;
  readonly signature: Uint8Array;
}

/** Structures that are made to be signed, verified or sealed with at once, and for nothing else. */
const structures = new CborWriter();

const SIG_STRUCTURE_START = concat(Uint8Array.of(0x84), encodeCbor('Signature1'));

/** The Sig_structure (RFC 9052 section 4.4): a view that lasts until the next structure is made. */
function sigStructure(protectedHeader: Uint8Array, payload: Uint8Array): Uint8Array {
  structures.restart();
  structures.raw(SIG_STRUCTURE_START);
  structures.byteString(protectedHeader);
  structures.byteString(EMPTY);
  structures.byteString(payload);
  return structures.view();
}

/** Every protected header up to its kid: three pairs, alg, and the heads of the kid (clause 1.6). */
const PROTECTED_START = Uint8Array.of(0xa3, HEADER.alg, 0x27, HEADER.kid, 0x58, KEY_ID);
const typs = new Map<Sign1Kind, Uint8Array>();

/** Every protected header of a kind after its kid. */
function protectedEnd(kind: Sign1Kind): Uint8Array {
  const known = typs.get(kind);
  if (known !== undefined) return known;
  const end = concat(Uint8Array.of(HEADER.typ), encodeCbor(typOf(kind)));
  typs.set(kind, end);
  return end;
}

/** The tag, and the head of four items. */
const SIGN1_START = Uint8Array.of(TAG_SIGN1, 0x84);

/**
 * Tagged COSE_Sign1 (RFC 9052 section 4.2); alg EdDSA, kid and typ (RFC 9596) protected.
 *
 * @throws ProtocolError `too-large`, since no reader would take it
 */
export function sign1(key: SigningKey, kind: Sign1Kind, payload: Uint8Array): Uint8Array {
  const protectedHeader = concat(PROTECTED_START, key.keyId, protectedEnd(kind));
  const signature = sign(key, sigStructure(protectedHeader, payload));
  structures.restart();
  structures.raw(SIGN1_START);
  structures.byteString(protectedHeader);
  structures.head(5, 0);
  structures.byteString(payload);
  structures.byteString(signature);
  return checkSize(structures.written());
}

function checkSize(record: Uint8Array): Uint8Array {
  if (record.length > MAX_RECORD) throw new ProtocolError('too-large', `a record has at most ${MAX_RECORD} bytes`);
  return record;
}

/** Reads the kid out of a protected header. Deterministic encoding leaves one header for a kind of record and a kid. */
function readHeader(header: Uint8Array, kind: Sign1Kind): Uint8Array {
  return readKnown(header, (cursor) => {
    cursor.literal(PROTECTED_START, 'a protected header of EdDSA and kid');
    const keyId = cursor.take(KEY_ID, 'the key id');
    cursor.literal(protectedEnd(kind), 'the typ of this kind of record');
    return keyId;
  });
}

/**
 * Reads a tagged COSE_Sign1 of one kind without verifying it. What it gives are views of one copy of the bytes.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`
 */
export function parseSign1(bytes: Uint8Array, kind: Sign1Kind): Sign1 {
  checkSize(bytes);
  if (bytes[0] !== TAG_SIGN1) throw new ProtocolError('malformed', 'a COSE_Sign1 must begin with tag 18');
  return readKnown(new Uint8Array(bytes).subarray(1), (cursor) => {
    cursor.array(4, 'a COSE_Sign1');
    const protectedHeader = cursor.byteString('the protected header');
    const keyId = readHeader(protectedHeader, kind);
    cursor.map(0, 'the unprotected header');
    const payload = cursor.byteString('the payload');
    return { keyId, payload, protectedHeader, signature: cursor.bytesOf(64, 'the signature') };
  });
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

const ENC_STRUCTURE_START = concat(Uint8Array.of(0x83), encodeCbor('Encrypt0'), encodeCbor(ENCRYPT0_PROTECTED));

/** The Enc_structure (RFC 9052 section 5.3): a view that lasts until the next structure is made. */
function encStructure(externalAad: Uint8Array): Uint8Array {
  structures.restart();
  structures.raw(ENC_STRUCTURE_START);
  structures.byteString(externalAad);
  return structures.view();
}

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

/** How every box begins, up to its kid, and what stands between kid and IV. */
const BOX_START = concat(Uint8Array.of(0x83), encodeCbor(ENCRYPT0_PROTECTED), Uint8Array.of(0xa2, HEADER.kid, 0x50));
const BOX_IV = Uint8Array.of(HEADER.iv, 0x4c);

/** Reads the structure that {@link encrypt0} makes. @throws ProtocolError `malformed` */
export function readEncrypt0(cursor: CborCursor): Encrypt0 {
  cursor.literal(BOX_START, 'a COSE_Encrypt0 of ChaCha20/Poly1305 and kid');
  const keyId = cursor.take(DATA_KEY_ID, 'the key id');
  cursor.literal(BOX_IV, 'the IV of a COSE_Encrypt0');
  const nonce = cursor.take(NONCE, 'the nonce');
  return { keyId, nonce, ciphertext: cursor.byteString('the ciphertext') };
}

/** @throws ProtocolError `decryption-failed` */
export const decrypt0 = (message: Encrypt0, secret: Uint8Array, externalAad: Uint8Array): Uint8Array =>
  aeadOpen({ key: secret, nonce: message.nonce, aad: encStructure(externalAad) }, message.ciphertext);
