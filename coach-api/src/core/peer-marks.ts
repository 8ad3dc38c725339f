import type { SigningKey } from '@fit4work/protocol';
import { KeyedCodes } from './keyed-codes.js';

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
  readonly #codes: KeyedCodes;

  constructor(key: Pick<SigningKey, 'secret'>) {
    this.#codes = new KeyedCodes(key, 'f4w/v1/peers');
  }

  /** @param now Unix seconds */
  of(request: RequestLine, now: number): string {
    return `${now}.${this.#codes.of(requestParts(request, now))}`;
  }

  ofAddress(holder: string, address: string): string {
    return `${address} ${this.#codes.of(['address', holder, address])}`;
  }

  /** The address, or undefined where this holder did not give it. */
  addressIn(marked: string, holder: string): string | undefined {
    const [address = '', code = ''] = marked.split(' ');
    return this.#codes.isOf(code, ['address', holder, address]) ? address : undefined;
  }

  isOurs(mark: string, request: RequestLine, now: number): boolean {
    const [, time, code = ''] = /^([0-9]{1,12})\.([0-9a-f]{64})$/.exec(mark) ?? [];
    if (time === undefined || Math.abs(Number(time) - now) > LATEST) return false;
    return this.#codes.isOf(code, requestParts(request, Number(time)));
  }
}

const requestParts = ({ method, url }: RequestLine, time: number): readonly unknown[] => ['request', time, method, url];
