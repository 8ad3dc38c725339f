import { districtOf } from '../core/districts.js';
import type { Incoming } from '../core/incoming.js';

interface Heard {
  readonly district: string;
  readonly incoming: Incoming;
  /** By `performance.now()`. */
  readonly at: number;
}

/** From the last beat of one that died to the first of whoever takes over, with room. */
const KEPT_MS = 15_000;
const MOST = { messages: 4_096, bytes: 8 * 1024 * 1024 };

/**
 * What agents sent lately to people whom another coach API looks after. Should that one be gone, whoever takes over begins with
 * these: a withdrawal that nobody took counts before anybody is read, and agents need not send again.
 */
export class Overheard {
  readonly #now: () => number;
  #heard: Heard[] = [];
  #bytes = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(pseudonym: string, incoming: Incoming): void {
    this.#heard.push({ district: districtOf(pseudonym), incoming, at: this.#now() });
    this.#bytes += incoming.payload.length;
    const isOver = ({ at }: Heard): boolean =>
      at < this.#now() - KEPT_MS || this.#heard.length > MOST.messages || this.#bytes > MOST.bytes;
    for (let [oldest] = this.#heard; oldest !== undefined && isOver(oldest); [oldest] = this.#heard) {
      this.#bytes -= oldest.incoming.payload.length;
      this.#heard.shift();
    }
  }

  /** In the order in which they came; they are here no more. */
  take(district: string): readonly Incoming[] {
    const taken = this.#heard.filter((heard) => heard.district === district);
    this.#heard = this.#heard.filter((heard) => heard.district !== district);
    this.#bytes -= taken.reduce((sum, { incoming }) => sum + incoming.payload.length, 0);
    return taken.filter(({ at }) => at >= this.#now() - KEPT_MS).map(({ incoming }) => incoming);
  }
}
