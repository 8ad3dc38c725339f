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

/** What a code says. */
export interface Basis {
  readonly digest: Uint8Array;
  /** Ids of the grants under which the answer was read; none where nothing was. */
  readonly grants: readonly string[];
}

const DIGEST = 32;
/** A programme names so many grants at most (SPEC.md section 18). */
export const MAX_GRANTS = 64;
/** SHA-256 of the answer, the code, and the ids of the grants, in lower-case hexadecimal. */
export const BASIS = '^[0-9a-f]{128}([0-9a-f]{64}){0,64}$';

export class BasisCodes {
  readonly #key: Uint8Array;

  constructor({ secret }: Pick<SigningKey, 'secret'>) {
    this.#key = deriveKey(secret.subarray(0, 32), 'f4w/v1/basis');
  }

  /** @param answer its bytes */
  of(answer: Uint8Array, given: Given, grants: readonly string[]): string {
    const digest = sha256(answer);
    return `${toHex(concat(digest, this.#codeOf({ digest, grants }, given)))}${grants.join('')}`;
  }

  /** Undefined where this service did not give that answer, under these grants, to this coach about this person. */
  read(text: string, given: Given): Basis | undefined {
    const bytes = fromHex(text.slice(0, 4 * DIGEST));
    const [digest, code] = [bytes.slice(0, DIGEST), bytes.slice(DIGEST)];
    const basis = { digest, grants: text.slice(4 * DIGEST).match(/.{64}/g) ?? [] };
    // Codes of the codes are compared, so that how long it takes says nothing.
    const isOurs = equalBytes(hmac(this.#key, this.#codeOf(basis, given)), hmac(this.#key, code));
    return isOurs ? basis : undefined;
  }

  #codeOf({ digest, grants }: Basis, { coach, pseudonym }: Given): Uint8Array {
    return hmac(this.#key, utf8(JSON.stringify([toHex(digest), pseudonym, coach, grants])));
  }
}
