import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { equalBytes, fromHex } from './bytes.js';
import { ProtocolError } from './error.js';

/** Who computes SHA-256 (FIPS 180-4). Leaves, trees and key ids are made of it, and platforms differ tenfold in it. */
export interface Hasher {
  /** The digest: 32 bytes in an array of its own. The input is neither kept nor changed. */
  sha256(bytes: Uint8Array): Uint8Array;
}

/** The hasher of every process that chooses no other: it runs wherever ECMAScript does. */
export const pureHasher: Hasher = { sha256: (bytes) => nobleSha256(bytes) };

let chosen = pureHasher;

/** SHA-256 (FIPS 180-4) by the hasher of this process. */
export const sha256 = (bytes: Uint8Array): Uint8Array => chosen.sha256(bytes);

const ascii = (text: string): readonly number[] => [...text].map((character) => character.charCodeAt(0));

/** @source NIST, Examples with Intermediate Values: SHA-256; the empty message from its test vectors (CAVP) */
const KNOWN_ANSWERS: readonly (readonly [message: string, digest: string])[] = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  [
    'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
    'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
  ],
];

/**
 * Chooses the hasher of this process; a program does so once, as it starts. It is asked for digests that are known, since
 * one that erred would give every record another leaf than anybody else finds.
 *
 * @throws ProtocolError `malformed` when a digest is not the published one; the hasher before stays
 */
export function useHasher(hasher: Hasher): void {
  // Views, twice, and compared only in the end: what hashes the array behind a view, spoils its input or gives out one
  // array for all digests errs here and not in a tree.
  const messages = KNOWN_ANSWERS.map(([message]) => Uint8Array.of(0xff, ...ascii(message), 0xff).subarray(1, -1));
  const digests = [...messages, ...messages].map((message) => hasher.sha256(message));
  const right = [...KNOWN_ANSWERS, ...KNOWN_ANSWERS].every(
    ([, digest], i) => digests[i] instanceof Uint8Array && equalBytes(digests[i], fromHex(digest)),
  );
  if (!right)
    throw new ProtocolError('malformed', 'the hasher does not give the digests that are published of SHA-256');
  chosen = hasher;
}
