import { aeadOpen, aeadSeal, concat, sha256, utf8 } from '@fit4work/protocol';
import { ENROL_REFUSALS } from '../../src/core/refusal-words/enrol-refusals.js';
import { AgentError } from '../../src/error.js';
import type { Entropy, PassphraseLock, WrappedSecret } from '../../src/ports.js';

const AAD = new Uint8Array(0);

/** The lock's contract without Argon2id's cost: it keeps out whoever has another passphrase, and nobody who guesses. */
export class QuickLock implements PassphraseLock {
  constructor(private readonly entropy: Entropy) {}

  async wrap(secret: Uint8Array, passphrase: string): Promise<WrappedSecret> {
    const [salt, nonce] = [this.entropy(16), this.entropy(12)];
    return { salt, nonce, ciphertext: aeadSeal({ key: keyOf(passphrase, salt), nonce, aad: AAD }, secret) };
  }

  async unwrap({ salt, nonce, ciphertext }: WrappedSecret, passphrase: string): Promise<Uint8Array> {
    try {
      return aeadOpen({ key: keyOf(passphrase, salt), nonce, aad: AAD }, ciphertext);
    } catch (cause) {
      throw new AgentError('bad-passphrase', ENROL_REFUSALS.passphraseWrong, { cause });
    }
  }
}

const keyOf = (passphrase: string, salt: Uint8Array): Uint8Array =>
  sha256(concat(salt, utf8(passphrase.normalize('NFKC'))));
