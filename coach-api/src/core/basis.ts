import { concat, deriveKey, equalBytes, fromHex, hmac, type SigningKey, sha256, toHex, utf8 } from '@fit4work/protocol';

/*
 * What a programme may rest on (SPEC.md clause 12.5). Each answer to a coach goes with its digest and a code over whom it was given to
 * and about whom. The code comes back with a programme: so nothing has to be kept of an answer, whose bare digest could be
 * tried against guesses of what it said.
 */

/** To whom an answer was given, and about whom. */
export interface Given {
  readonly coach: string;
  readonly pseudonym: string;
}

const DIGEST = 32;
/** SHA-256 of the answer and the code, in lower-case hexadecimal. */
export const BASIS = '^[0-9a-f]{128}$';

export class BasisCodes {
  readonly #key: Uint8Array;

  constructor({ secret }: Pick<SigningKey, 'secret'>) {
    this.#key = deriveKey(secret.subarray(0, 32), 'f4w/v1/basis');
  }

  /** @param answer its bytes */
  of(answer: Uint8Array, given: Given): string {
    const digest = sha256(answer);
    return toHex(concat(digest, this.#codeOf(digest, given)));
  }

  /** The digest, or undefined where this service did not give that answer to this coach about this person. */
  digestOf(basis: string, given: Given): Uint8Array | undefined {
    const bytes = fromHex(basis);
    const [digest, code] = [bytes.slice(0, DIGEST), bytes.slice(DIGEST)];
    // Codes of the codes are compared, so that how long it takes says nothing.
    const isOurs = equalBytes(hmac(this.#key, this.#codeOf(digest, given)), hmac(this.#key, code));
    return isOurs ? digest : undefined;
  }

  #codeOf(digest: Uint8Array, { coach, pseudonym }: Given): Uint8Array {
    return hmac(this.#key, concat(digest, fromHex(pseudonym), utf8(coach)));
  }
}
