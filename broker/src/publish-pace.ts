import { Allowance, type Principal, userNameOf } from '@fit4work/registry';
import type { Pace } from './core/limits.js';

/** Agents whose accounts are remembered; who is forgotten begins with a full one. */
const PARTIES = 100_000;

export interface PublishPaceOptions {
  readonly messages: Pace;
  readonly bytes: Pace;
  /** Seconds, of a clock that nobody sets. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly onSlowed: () => void;
}

/** A message that asks to pass. */
export interface Passing {
  readonly bytes: number;
  /** Whether its connection has ended: then nobody waits for it. */
  readonly gone: () => boolean;
}

/**
 * How fast an agent may send. What is too fast waits in line, one agent's messages in their order, and its connection is not read
 * further meanwhile; nothing is refused, since what is refused would only come again. Services speak for everybody and have no pace.
 */
export class PublishPace {
  readonly #options: PublishPaceOptions;
  readonly #messages: Allowance;
  readonly #bytes: Allowance;
  readonly #lines = new Map<string, Promise<void>>();

  constructor(options: PublishPaceOptions) {
    const allowanceOf = ({ atOnce, perSecond }: Pace): Allowance =>
      new Allowance({ most: atOnce, perSecond, parties: PARTIES });
    this.#options = options;
    this.#messages = allowanceOf(options.messages);
    this.#bytes = allowanceOf(options.bytes);
  }

  /** @returns undefined when the message may pass now, else when it may */
  turnOf(principal: Principal, message: Passing): Promise<void> | undefined {
    if (principal.kind !== 'agent') return undefined;
    const name = userNameOf(principal);
    const before = this.#lines.get(name);
    if (before === undefined && this.#waitFor(name, message) === 0) return undefined;
    this.#options.onSlowed();
    const turn = (before ?? Promise.resolve()).then(() => this.#wait(name, message));
    this.#lines.set(name, turn);
    void turn.then(() => {
      if (this.#lines.get(name) === turn) this.#lines.delete(name);
    });
    return turn;
  }

  async #wait(name: string, message: Passing): Promise<void> {
    for (let wait = 0; !message.gone(); await this.#options.pause(wait * 1000)) {
      wait = this.#waitFor(name, message);
      if (wait === 0) return;
    }
  }

  /** Whoever waits for its bytes pays for a message at each try: one a second. */
  #waitFor(name: string, { bytes }: Passing): number {
    const now = this.#options.now();
    return this.#messages.spend(name, 1, now) || this.#bytes.spend(name, bytes, now);
  }
}
