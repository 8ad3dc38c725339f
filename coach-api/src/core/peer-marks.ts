import { deriveKey, equalBytes, hmac, type SigningKey, toHex, utf8 } from '@fit4work/protocol';

/** A request as its head has it. */
export interface RequestLine {
  readonly method: string;
  readonly url: string;
}

/** Seconds that two machines' clocks may be apart. */
const LATEST = 60;

/**
 * By what coach APIs of the same key know each other. A request that another passed on goes no further, and was counted where it came
 * in; it lets nobody in who would not be: whoever asks shows who they are all the same. An address that stands in the database counts
 * only with the mark of who listens there: who can write the database gets no request, and no credential with it.
 */
export class PeerMarks {
  readonly #key: Uint8Array;

  constructor({ secret }: Pick<SigningKey, 'secret'>) {
    this.#key = deriveKey(secret.subarray(0, 32), 'f4w/v1/peers');
  }

  /** @param now Unix seconds */
  of(request: RequestLine, now: number): string {
    return `${now}.${this.#codeOf(request, now)}`;
  }

  ofAddress(holder: string, address: string): string {
    return `${address} ${this.#addressCode(holder, address)}`;
  }

  /** The address, or undefined where this holder did not give it. */
  addressIn(marked: string, holder: string): string | undefined {
    const [address = '', code = ''] = marked.split(' ');
    return this.#isSame(this.#addressCode(holder, address), code) ? address : undefined;
  }

  isOurs(mark: string, request: RequestLine, now: number): boolean {
    const [, time, code = ''] = /^([0-9]{1,12})\.([0-9a-f]{64})$/.exec(mark) ?? [];
    if (time === undefined || Math.abs(Number(time) - now) > LATEST) return false;
    return this.#isSame(this.#codeOf(request, Number(time)), code);
  }

  #codeOf({ method, url }: RequestLine, time: number): string {
    return this.#code(['request', time, method, url]);
  }

  #addressCode(holder: string, address: string): string {
    return this.#code(['address', holder, address]);
  }

  #code(what: readonly (string | number)[]): string {
    return toHex(hmac(this.#key, utf8(JSON.stringify(what))));
  }

  /** Codes of the codes are compared, so that how long it takes says nothing. */
  #isSame(wanted: string, code: string): boolean {
    return equalBytes(hmac(this.#key, utf8(wanted)), hmac(this.#key, utf8(code)));
  }
}
