import { isOfStorage } from './error.js';
import type { Report } from './ports.js';

/** The disk is asked again this often: what waits goes on well within ten seconds of its having room. */
const AGAIN_MS = 2_000;

/** How it is waited, and until when. */
export interface Waiting {
  /** Settles after so many milliseconds, or at once when the signal comes. */
  readonly pause: (milliseconds: number, until: AbortSignal) => Promise<void>;
  readonly stopped: AbortSignal;
}

export interface PatiencePorts extends Waiting {
  readonly report: Report;
}

/**
 * A store that waits where the disk is full or refuses: what is asked of it settles when it is done, as if it had taken
 * long. Nothing was written when it refused, so that the same is asked again; a wearable is told nothing until then.
 * For the agent that runs by itself: a command of a person fails at once and says why.
 *
 * @throws AgentError `disk-full`, `disk-failed`, `vault-busy` once it is told to stop
 */
export class Patience {
  readonly #ports: PatiencePorts;
  /** Requests that wait: the first says so, and the last that it is over. */
  #waiting = 0;

  constructor(ports: PatiencePorts) {
    this.#ports = ports;
  }

  over<P extends object>(store: P): P {
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function' || name === 'close') {
          return typeof member === 'function' ? member.bind(target) : member;
        }
        return (...given: readonly unknown[]) => this.settle(async () => Reflect.apply(member, target, given));
      },
    });
  }

  /** Asks until it is answered. @param ask leaves nothing behind where it is refused */
  async settle<T>(ask: () => Promise<T>): Promise<T> {
    let waits = false;
    try {
      for (;;) {
        try {
          return await ask();
        } catch (error) {
          if (!isOfStorage(error) || this.#ports.stopped.aborted) throw error;
          if (!waits && this.#waiting++ === 0) this.#ports.report('store-waits', { code: error.code });
          waits = true;
          await this.#ports.pause(AGAIN_MS, this.#ports.stopped);
        }
      }
    } finally {
      if (waits && --this.#waiting === 0) this.#ports.report('store-goes-on');
    }
  }
}
