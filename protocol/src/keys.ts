import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import sodium from 'libsodium-wrappers';
import { checkVersion, decodeCbor, encodeCbor, fields, readBytes, readFields, readTime, readUint } from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import { deriveKey } from './hash.js';
import { checkSecret, type SigningKey, signingKey } from './signature.js';

/* Keys (SPEC.md section 7). */

/** An X25519 key pair for sealed boxes. */
export interface BoxKeyPair {
  readonly publicKey: Uint8Array;
  readonly secret: Uint8Array;
}

/**
 * @param secret 32 bytes
 * @throws ProtocolError `malformed`
 */
export const boxKeyPair = (secret: Uint8Array): BoxKeyPair => ({
  publicKey: sodium.crypto_scalarmult_base(checkSecret(secret)),
  secret,
});

/** The employee's Ed25519 identity key of a 32-byte root secret (clause 7.2). */
export const identityKey = (root: Uint8Array): SigningKey =>
  signingKey(deriveKey(checkSecret(root), 'f4w/v1/identity'));

/** The employee's X25519 vault key pair of a 32-byte root secret (clause 7.2). */
export const vaultKey = (root: Uint8Array): BoxKeyPair => boxKeyPair(deriveKey(checkSecret(root), 'f4w/v1/vault'));

/** The root secret as 24 BIP-39 words (English list). @throws ProtocolError `malformed` */
export const toRecoveryWords = (root: Uint8Array): string => entropyToMnemonic(checkSecret(root), wordlist);

/**
 * The inverse of {@link toRecoveryWords}, which takes the words in the one form that it writes.
 *
 * @throws ProtocolError `malformed` when a word is unknown, the check word does not fit or the words are written otherwise
 */
export function fromRecoveryWords(words: string): Uint8Array {
  let root: Uint8Array;
  try {
    root = mnemonicToEntropy(words, wordlist);
  } catch (cause) {
    throw new ProtocolError('malformed', 'the 24 recovery words have an unknown word or do not belong together', {
      cause,
    });
  }
  // BIP-39 also knows shorter phrases, which carry fewer bits than a root secret has.
  if (root.length !== 32) throw new ProtocolError('malformed', 'there must be 24 recovery words');
  // The library takes other forms of a letter too. To help somebody who types is the matter of who asks for the words.
  if (words !== toRecoveryWords(root)) {
    throw new ProtocolError('malformed', 'the recovery words must be lower-case letters, one space between two words');
  }
  return root;
}

/**
 * The word of the list that somebody wrote the first four letters of, which no two words share (BIP-39, “wordlist”); whatever else is
 * written comes back as it is.
 */
export const recoveryWordOf = (written: string): string =>
  (written.length === 4 ? wordlist.find((word) => word.startsWith(written)) : undefined) ?? written;

/** Bytes by which a sealed box is longer than what is in it: an ephemeral key and a tag. */
export const SEAL_BYTES = 48;

/**
 * Anonymous sealed box of libsodium: only the recipient opens it, nobody is authenticated by it.
 *
 * @param recipient X25519 public key of 32 bytes
 * @throws ProtocolError `malformed` when the recipient's key is none to which anything can be sealed
 */
export function seal(plaintext: Uint8Array, recipient: Uint8Array): Uint8Array {
  try {
    return sodium.crypto_box_seal(plaintext, recipient);
  } catch (cause) {
    throw new ProtocolError('malformed', 'the key of the recipient must be a sound X25519 public key', { cause });
  }
}

/** @throws ProtocolError `decryption-failed` */
export function unseal(sealed: Uint8Array, recipient: BoxKeyPair): Uint8Array {
  try {
    return sodium.crypto_box_seal_open(sealed, recipient.publicKey, recipient.secret);
  } catch (cause) {
    throw new ProtocolError('decryption-failed', 'the sealed bytes are not for this key', { cause });
  }
}

/** Overwrites a secret that is no longer needed. */
export function wipe(secret: Uint8Array): void {
  sodium.memzero(secret);
}

/** The identity's statement that an agent's key speaks for a pseudonym (clause 7.4). */
export interface AgentCertificate {
  readonly pseudonym: Uint8Array;
  readonly agent: number;
  readonly agentPublicKey: Uint8Array;
  /** X25519 public key of the employee's vault: what is meant for the person alone is sealed to it. */
  readonly vaultPublicKey: Uint8Array;
  /** Unix seconds */
  readonly issued: number;
}

/** @throws ProtocolError `malformed` when the certificate is one that nobody would accept */
export function signCertificate(certificate: AgentCertificate, identity: SigningKey): Uint8Array {
  const { pseudonym, agent, agentPublicKey, vaultPublicKey, issued } = certificate;
  const payload = encodeCbor(fields(1, pseudonym, agent, agentPublicKey, vaultPublicKey, issued));
  readCertificate(payload);
  return sign1(identity, 'agent-certificate', payload);
}

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `bad-signature` */
export function openCertificate(bytes: Uint8Array, identityPublicKey: Uint8Array): AgentCertificate {
  const signed = parseSign1(bytes, 'agent-certificate');
  verifySign1(signed, identityPublicKey);
  return readCertificate(signed.payload);
}

function readCertificate(payload: Uint8Array): AgentCertificate {
  const body = readFields(decodeCbor(payload), 6, 'an agent certificate');
  checkVersion(body[0], 'an agent certificate');
  return {
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    agent: readUint(body[2], 'the agent number', 0xffff),
    agentPublicKey: readBytes(body[3], 'the agent key', 32),
    vaultPublicKey: readBytes(body[4], 'the vault key', 32),
    issued: readTime(body[5], 'the time of issue'),
  };
}
