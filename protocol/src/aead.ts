import sodium from 'libsodium-wrappers';
import { ProtocolError } from './error.js';

/* ChaCha20-Poly1305 (RFC 8439) for bytes that stay on one machine. */

/** Where and under what bytes are sealed: 32-byte key, 12-byte nonce, and what binds them to their place. */
export interface AeadUse {
  readonly key: Uint8Array;
  /** Never used before with this key. */
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
}

export const aeadSeal = ({ key, nonce, aad }: AeadUse, plaintext: Uint8Array): Uint8Array =>
  sodium.crypto_aead_chacha20poly1305_ietf_encrypt(plaintext, aad, null, nonce, key);

/** @throws ProtocolError `decryption-failed` */
export function aeadOpen({ key, nonce, aad }: AeadUse, ciphertext: Uint8Array): Uint8Array {
  try {
    return sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ciphertext, aad, nonce, key);
  } catch (cause) {
    throw new ProtocolError('decryption-failed', 'the bytes do not open at this place under this key', { cause });
  }
}
