import { type Count, StepCounter, type Walked } from '../core/step-counter.js';
import type { GattLink } from './gatt-link.js';
import type { Listening } from './listening.js';

export interface CounterSource {
  readonly link: GattLink;
  readonly uuid: string;
  /** @throws WearableError `malformed` */
  readonly read: (value: Uint8Array) => number;
  readonly now: () => number;
}

/**
 * Listens to a counter of steps. A count below the one before is looked up, since a notification may come late: only what
 * is read is known to be the counter as it stands. Where it cannot be read the count is left out, and nothing is made up.
 */
export class CounterListening {
  private readonly counter: StepCounter;
  private readonly noting: boolean;
  private looking = false;
  private asked = false;

  /**
   * @param last where counting begins, and goes on at the next connection; where it is left out the first count told is the
   * beginning, and the counter is not noted for another time
   */
  constructor(
    private readonly source: CounterSource,
    private readonly listening: Listening,
    last?: Count,
  ) {
    this.counter = new StepCounter(last);
    this.noting = last !== undefined;
    // It counts what was walked before the second in which it was read.
    if (last) listening.minutes.note(last.at - 1, last.counter);
  }

  start(): Promise<void> {
    return this.listening.hear(this.source.uuid, (value, at) => {
      const counter = this.source.read(value);
      const walked = this.counter.advance({ counter, at });
      if (walked === 'behind') void this.lookUp();
      else this.record({ counter, at }, walked);
    });
  }

  private record({ counter, at }: Count, walked: Walked | undefined): void {
    // A count that nobody can have walked is the new beginning, and no steps.
    if (walked && walked.count > 0) this.listening.minutes.stepped(at, walked.count, walked.since);
    if (this.noting) this.listening.minutes.note(at, counter);
  }

  /** Once more where a count that was behind came meanwhile: what was read may be of before it. */
  private async lookUp(): Promise<void> {
    this.asked = true;
    if (this.looking) return;
    this.looking = true;
    try {
      const { link, uuid, read, now } = this.source;
      while (this.asked) {
        this.asked = false;
        const count = { counter: read(await link.read(uuid)), at: now() };
        this.listening.attempt(() => this.record(count, this.counter.confirm(count)));
      }
    } catch {
      // Behind for good: the steps since then come with the history, or with the next connection's mark.
    } finally {
      this.looking = false;
    }
  }
}
