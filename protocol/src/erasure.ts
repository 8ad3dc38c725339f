import { fromHex, toHex } from './bytes.js';
import { checkVersion, decodeCbor, encodeCbor, fields, readBytes, readFields, readTime, readUint } from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import { sha256 } from './hash.js';
import { readDate, readLeaf } from './record-fields.js';
import type { SigningKey } from './signature.js';

/* Erasure (SPEC.md section 14): a person has days forgotten, and gets a certificate of it. */

/** The person's demand. Signed by the identity: an agent alone cannot destroy what it sent. */
export interface Erasure {
  readonly pseudonym: Uint8Array;
  /** First and last civil day: the data keys of these days are destroyed. */
  readonly from: string;
  readonly until: string;
  /** The stretch of those days, [start, end) in Unix seconds: the envelopes whose windows start in it are destroyed. */
  readonly start: number;
  readonly end: number;
  /** Unix seconds */
  readonly issued: number;
  readonly salt: Uint8Array;
}

/** @throws ProtocolError as {@link openErasure}, when the erasure is one that nobody would accept */
export function signErasure(erasure: Erasure, identity: SigningKey): Uint8Array {
  const { pseudonym, from, until, start, end, issued, salt } = erasure;
  const payload = encodeCbor(fields(1, pseudonym, from, until, start, end, issued, salt));
  readErasure(payload);
  return sign1(identity, 'erasure', payload);
}

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `out-of-range`, `bad-signature` */
export function openErasure(bytes: Uint8Array, identityPublicKey: Uint8Array): Erasure {
  const signed = parseSign1(bytes, 'erasure');
  verifySign1(signed, identityPublicKey);
  return readErasure(signed.payload);
}

function readErasure(payload: Uint8Array): Erasure {
  const body = readFields(decodeCbor(payload), 8, 'an erasure');
  checkVersion(body[0], 'an erasure');
  const erasure = {
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    from: readDate(body[2], 'the first day'),
    until: readDate(body[3], 'the last day'),
    start: readTime(body[4], 'the start'),
    end: readTime(body[5], 'the end'),
    issued: readTime(body[6], 'the time of issue'),
    salt: readBytes(body[7], 'the salt', 32),
  };
  if (erasure.from > erasure.until || erasure.start >= erasure.end) {
    throw new ProtocolError('out-of-range', 'an erasure must have its days and times in order');
  }
  return erasure;
}

/** What the coach API states to have destroyed. */
export interface ErasureCertificate {
  readonly pseudonym: Uint8Array;
  /** Leaf of the erasure. */
  readonly erasure: Uint8Array;
  /** How many envelopes were destroyed. */
  readonly envelopes: number;
  /** {@link erasedDigest} of their leaves. */
  readonly digest: Uint8Array;
  /** Unix seconds */
  readonly time: number;
  readonly salt: Uint8Array;
}

/** SHA-256 over the leaves in ascending order: the person, who knows one's own leaves, can compare. */
export function erasedDigest(leaves: readonly Uint8Array[]): Uint8Array {
  const texts = [...new Set(leaves.map(toHex))].sort();
  return sha256(fromHex(texts.join('')));
}

/** @throws ProtocolError `malformed` when the certificate is one that nobody would accept */
export function signErasureCertificate(certificate: ErasureCertificate, coachApi: SigningKey): Uint8Array {
  const { pseudonym, erasure, envelopes, digest, time, salt } = certificate;
  const payload = encodeCbor(fields(1, pseudonym, erasure, envelopes, digest, time, salt));
  readErasureCertificate(payload);
  return sign1(coachApi, 'erasure-certificate', payload);
}

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `bad-signature` */
export function openErasureCertificate(bytes: Uint8Array, coachApiPublicKey: Uint8Array): ErasureCertificate {
  const signed = parseSign1(bytes, 'erasure-certificate');
  verifySign1(signed, coachApiPublicKey);
  return readErasureCertificate(signed.payload);
}

function readErasureCertificate(payload: Uint8Array): ErasureCertificate {
  const body = readFields(decodeCbor(payload), 7, 'an erasure certificate');
  checkVersion(body[0], 'an erasure certificate');
  return {
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    erasure: readLeaf(body[2], 'the erasure'),
    envelopes: readUint(body[3], 'the number of envelopes'),
    digest: readLeaf(body[4], 'the digest'),
    time: readTime(body[5], 'the time'),
    salt: readBytes(body[6], 'the salt', 32),
  };
}
