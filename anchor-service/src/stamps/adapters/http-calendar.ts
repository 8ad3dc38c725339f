import { readLimited } from '../../adapters/read-limited.js';
import { StampError } from '../error.js';
import type { Calendar } from '../ports.js';

const TIMEOUT_MS = 20_000;
/** What the clients of OpenTimestamps read at most. */
const MAX_ANSWER_BYTES = 10_000;
const ACCEPT = { accept: 'application/vnd.opentimestamps.v1' };

export interface HttpCalendarOptions {
  readonly uri: string;
  readonly takesDigests: boolean;
  readonly timeoutMs?: number;
}

/** A calendar behind HTTP. @source python-opentimestamps, calendar.py */
export class HttpCalendar implements Calendar {
  readonly uri: string;
  readonly takesDigests: boolean;
  readonly #timeoutMs: number;

  constructor({ uri, takesDigests, timeoutMs = TIMEOUT_MS }: HttpCalendarOptions) {
    this.uri = uri;
    this.takesDigests = takesDigests;
    this.#timeoutMs = timeoutMs;
  }

  async submit(digest: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const answer = await this.#ask('digest', signal, { method: 'POST', body: new Uint8Array(digest) });
    if (answer === undefined) throw noAnswer();
    return answer;
  }

  find(message: Uint8Array, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.#ask(`timestamp/${Buffer.from(message).toString('hex')}`, signal);
  }

  /** @returns `undefined` for what it does not know (404) */
  async #ask(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<Uint8Array | undefined> {
    try {
      const response = await fetch(`${this.uri}/${path}`, {
        ...init,
        headers: ACCEPT,
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]),
      });
      if (response.status === 200) return await readLimited(response, MAX_ANSWER_BYTES);
      await response.body?.cancel();
      if (response.status === 404) return undefined;
    } catch (cause) {
      throw noAnswer(cause);
    }
    throw noAnswer();
  }
}

function noAnswer(cause?: unknown): StampError {
  return new StampError('no-answer', 'The calendar could not be asked, was too slow, or answered with an error.', {
    cause,
  });
}
