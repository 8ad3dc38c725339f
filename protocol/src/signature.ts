import sodium from 'libsodium-wrappers';
import { toBase64Url } from './bytes.js';
import { ProtocolError } from './error.js';
import { sha256, utf8 } from './hash.js';

/** Settles when libsodium is loaded; nothing that signs, seals or opens may be called before. */
export const cryptoReady: Promise<void> = sodium.ready;

/** An Ed25519 key pair (RFC 8032). `secret` is libsodium's 64 bytes: seed and public key. */
export interface SigningKey {
  readonly publicKey: Uint8Array;
  readonly secret: Uint8Array;
  /** RFC 7638 thumbprint of the public key, 32 bytes. */
  readonly keyId: Uint8Array;
}

/**
 * Refuses a secret of another length, which would be a key that nobody else derives.
 *
 * @throws ProtocolError `malformed`
 */
export function checkSecret(secret: Uint8Array): Uint8Array {
  if (secret.length !== 32) throw new ProtocolError('malformed', 'a secret has 32 bytes');
  return secret;
}

/**
 * @param seed 32 bytes
 * @throws ProtocolError `malformed`
 */
export function signingKey(seed: Uint8Array): SigningKey {
  checkSecret(seed);
  const pair = sodium.crypto_sign_seed_keypair(seed);
  return { publicKey: pair.publicKey, secret: pair.privateKey, keyId: keyIdOf(pair.publicKey) };
}

/** The JWK of an Ed25519 public key (RFC 8037), members in the order that RFC 7638 hashes. */
export const jwkOf = (publicKey: Uint8Array): { crv: 'Ed25519'; kty: 'OKP'; x: string } => ({
  crv: 'Ed25519',
  kty: 'OKP',
  x: toBase64Url(publicKey),
});

/** Key id of an Ed25519 public key: its RFC 7638 SHA-256 thumbprint, so that COSE and JOSE name it alike. */
export const keyIdOf = (publicKey: Uint8Array): Uint8Array => sha256(utf8(JSON.stringify(jwkOf(publicKey))));

export const sign = (key: SigningKey, message: Uint8Array): Uint8Array =>
  sodium.crypto_sign_detached(message, key.secret);

export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return (
    publicKey.length === 32 &&
    signature.length === 64 &&
    sodium.crypto_sign_verify_detached(signature, message, publicKey)
  );
}
