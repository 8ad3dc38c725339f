import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { PeerMarks } from '../core/peer-marks.js';
import type { Clock } from '../ports.js';

export const PASSED_HEADER = 'f4w-passed';

export interface PeerAsk {
  /** Of another coach API. */
  readonly address: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

export interface PeerClientOptions {
  readonly marks: PeerMarks;
  readonly clock: Clock;
}

/** Asks the other coach APIs of the same database. */
export class PeerClient {
  readonly #options: PeerClientOptions;

  constructor(options: PeerClientOptions) {
    this.#options = options;
  }

  /** @returns the answer, whatever it says; undefined where none came */
  ask({ address, method, url, headers, body, signal }: PeerAsk): Promise<IncomingMessage | undefined> {
    const { marks, clock } = this.#options;
    const send = address.startsWith('https:') ? overHttps : overHttp;
    const marked = { ...headers, [PASSED_HEADER]: marks.of({ method, url }, clock.now()) };
    return new Promise((resolve) => {
      // A connection of its own: one that was kept may be gone, and nobody would know whether the request was.
      const asked = send(`${address}${url}`, { method, headers: marked, agent: false, signal }, resolve);
      asked.on('error', () => resolve(undefined));
      asked.end(body);
    });
  }
}
