import type { PassphraseLock } from '../src/ports.js';

/** The port's contract without Argon2id's cost, which its own test pays: every passphrase opens it. */
export const lock: PassphraseLock = {
  wrap: async (secret) => ({ salt: new Uint8Array(16), nonce: new Uint8Array(12), ciphertext: secret.slice() }),
  unwrap: async ({ ciphertext }) => new Uint8Array(ciphertext),
};
