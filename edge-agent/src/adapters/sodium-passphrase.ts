import { aeadOpen, aeadSeal, utf8 } from '@fit4work/protocol';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { AgentError } from '../error.js';
import type { Entropy, PassphraseLock, WrappedSecret } from '../ports.js';
import { argon2 } from './argon2.js';

const AAD = utf8('f4w/v1/wrapped-root');

const deriveFrom = (passphrase: string, salt: Uint8Array): Promise<Uint8Array> =>
  argon2(passphrase.normalize('NFKC'), salt);

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
      throw new AgentError('bad-passphrase', ENROL_REFUSALS.passphraseWrong, { cause });
    }
  }
}
