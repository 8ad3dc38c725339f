import sodium from 'libsodium-wrappers';
import { ProtocolError } from './error.js';

/* ChaCha20-Poly1305 (RFC 8439) for bytes that stay on one machine. */

/** @param nonce 12 bytes never used before with this key */
export const aeadSeal = (key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array =>
  sodium.crypto_aead_chacha20poly1305_ietf_encrypt(plaintext, aad, null, nonce, key);

/** @throws ProtocolError `decryption-failed` */
export function aeadOpen(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array, aad: Uint8Array): Uint8Array {
  try {
    return sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ciphertext, aad, nonce, key);
  } catch (cause) {
    throw new ProtocolError('decryption-failed', 'the bytes do not open at this place under this key', { cause });
  }
}
