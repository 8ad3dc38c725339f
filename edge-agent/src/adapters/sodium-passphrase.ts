import { aeadOpen, aeadSeal, utf8 } from '@fit4work/protocol';
import { AgentError } from '../error.js';
import type { Entropy, PassphraseLock, WrappedSecret } from '../ports.js';

/* Argon2id with the second recommended parameters of RFC 9106: 64 MiB, three passes. Only libsodium's sumo build has it, so
 * that one is loaded when a passphrase is used and not before. */
const MEMORY = 64 * 1024 * 1024;
const PASSES = 3;
const AAD = utf8('f4w/v1/wrapped-root');

async function deriveFrom(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  const { default: sodium } = await import('libsodium-wrappers-sumo');
  await sodium.ready;
  return sodium.crypto_pwhash(
    32,
    passphrase.normalize('NFKC'),
    salt,
    PASSES,
    MEMORY,
    sodium.crypto_pwhash_ALG_ARGON2ID13,
  );
}

export class SodiumPassphraseLock implements PassphraseLock {
  readonly #entropy: Entropy;

  constructor(entropy: Entropy) {
    this.#entropy = entropy;
  }

  async wrap(secret: Uint8Array, passphrase: string): Promise<WrappedSecret> {
    const salt = this.#entropy(16);
    const nonce = this.#entropy(12);
    const key = await deriveFrom(passphrase, salt);
    return { salt, nonce, ciphertext: aeadSeal({ key, nonce, aad: AAD }, secret) };
  }

  async unwrap({ salt, nonce, ciphertext }: WrappedSecret, passphrase: string): Promise<Uint8Array> {
    const key = await deriveFrom(passphrase, salt);
    try {
      return aeadOpen({ key, nonce, aad: AAD }, ciphertext);
    } catch (cause) {
      throw new AgentError('bad-passphrase', 'The passphrase does not open the vault; type it again.', { cause });
    }
  }
}
