import { deriveKey, equalBytes, hmac, type SigningKey, toHex, utf8 } from '@fit4work/protocol';

/** Codes of one kind under a key of this service: what has one was made by it, or by another that has the same key file. */
export class KeyedCodes {
  readonly #key: Uint8Array;

  /** @param label of the kind: those of another are none of this one */
  constructor({ secret }: Pick<SigningKey, 'secret'>, label: string) {
    this.#key = deriveKey(secret.subarray(0, 32), label);
  }

  of(parts: readonly unknown[]): string {
    return toHex(hmac(this.#key, utf8(JSON.stringify(parts))));
  }

  /** Codes of the codes are compared, so that how long it takes says nothing. */
  isOf(code: string, parts: readonly unknown[]): boolean {
    return equalBytes(hmac(this.#key, utf8(this.of(parts))), hmac(this.#key, utf8(code)));
  }
}
