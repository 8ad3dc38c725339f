import { WearableError } from '../wearable-error.js';

/**
 * What everything that waits hangs on: every wait ends with an answer, a deadline, or the end of the thing waited for.
 */
export class Lifeline {
  private reason: WearableError | undefined;
  private readonly waiting = new Set<(error: WearableError) => void>();

  /** Why it ended, if it has. */
  get ended(): WearableError | undefined {
    return this.reason;
  }

  /** Ends it once; all that wait are rejected with `error`, and all that come later. */
  end(error: WearableError): void {
    if (this.reason) return;
    this.reason = error;
    for (const reject of [...this.waiting]) reject(error);
  }

  /** Calls back when it ends, at once if it has; returns how to be forgotten. */
  onEnd(listener: (error: WearableError) => void): () => void {
    if (this.reason) listener(this.reason);
    else this.waiting.add(listener);
    return () => this.waiting.delete(listener);
  }

  /** Waits for `start` to call `done` or `fail`, no longer than `milliseconds`. */
  bounded<T>(step: string, milliseconds: number, start: Start<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(fail);
        act();
      };
      const fail = (error: WearableError): void => settle(() => reject(error));
      const timer = setTimeout(() => fail(new WearableError('timeout', `${step} took too long.`)), milliseconds);
      this.onEnd(fail);
      if (!this.reason) start((value) => settle(() => resolve(value)), fail);
    });
  }
}

export type Start<T> = (done: (value: T) => void, fail: (error: WearableError) => void) => void;
