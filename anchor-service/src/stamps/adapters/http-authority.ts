import { readLimited } from '../../adapters/read-limited.js';
import { StampError } from '../error.js';
import type { Entropy, StampFacts, StampVerifier, TimeAuthority } from '../ports.js';
import { encodeStampRequest, NONCE_BYTES, nonceOf } from './rfc3161-request.js';

const TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface HttpAuthorityOptions {
  readonly name: string;
  readonly url: string;
  readonly policies: readonly string[];
  /** `user:password` */
  readonly login: string | undefined;
  readonly verify: StampVerifier;
  readonly entropy: Entropy;
  readonly timeoutMs?: number;
}

/** An authority behind HTTP. @source RFC 3161 section 3.4 */
export class HttpAuthority implements TimeAuthority {
  readonly name: string;
  readonly #options: HttpAuthorityOptions;

  constructor(options: HttpAuthorityOptions) {
    this.name = options.name;
    this.#options = options;
  }

  async stamp(message: Uint8Array, signal: AbortSignal): Promise<{ file: Uint8Array; facts: StampFacts }> {
    const { policies, verify, entropy } = this.#options;
    const nonce = nonceOf(entropy(NONCE_BYTES));
    const file = await this.#post(encodeStampRequest(message, nonce, policies[0]), signal);
    // Nothing is kept that was not verified as whoever reads it later will.
    return { file, facts: await verify(file, { message, nonce, policies }) };
  }

  async #post(request: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const { url, login, timeoutMs = TIMEOUT_MS } = this.#options;
    const authorization =
      login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query', ...authorization },
        body: new Uint8Array(request),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      if (response.status === 200) return await readLimited(response, MAX_ANSWER_BYTES);
      await response.body?.cancel();
    } catch (cause) {
      throw new StampError('no-answer', 'The authority could not be asked, or was too slow.', { cause });
    }
    throw new StampError('no-answer', 'The authority answered with another status than 200.');
  }
}
