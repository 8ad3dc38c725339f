import type { Socket } from 'node:net';
import type { RefusalCode } from '../core/refusal-code.js';

export interface StrangersOptions {
  /** At once. */
  readonly most: number;
  /** Milliseconds in which nobody has to give way. */
  readonly graceMs: number;
  readonly refuse: (code: RefusalCode) => void;
}

/** Two ends of one connection have the same, whatever is spoken over it. */
const placeOf = ({ remoteAddress, remotePort, localPort }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localPort}`;

/**
 * Connections of which nobody knows yet who is at the other end. There is room for so many. When it is full, whoever has said
 * nothing good for longest gives way to the next: who only holds connections open cannot keep others out. Who has been here
 * for a moment does not give way: when a city comes back at once, nobody's handshake is thrown away for somebody else's.
 */
export class Strangers {
  readonly #options: StrangersOptions;
  /** The oldest first. */
  readonly #here = new Map<string, { readonly socket: Socket; readonly since: number }>();

  constructor(options: StrangersOptions) {
    this.#options = options;
  }

  add(socket: Socket): void {
    const [place, now] = [placeOf(socket), performance.now()];
    this.#here.set(place, { socket, since: now });
    socket.once('close', () => this.#here.delete(place));
    const [oldest] = this.#here.values();
    if (this.#here.size <= this.#options.most || oldest === undefined) return;
    const leaving = now - oldest.since > this.#options.graceMs ? oldest.socket : socket;
    this.#here.delete(placeOf(leaving));
    leaving.destroy();
    this.#options.refuse('too-many-connections');
  }

  /** It is known now who is there. @param socket either end of the connection */
  introduce(socket: Socket): void {
    this.#here.delete(placeOf(socket));
  }
}
