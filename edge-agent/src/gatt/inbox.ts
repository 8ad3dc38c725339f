import { WearableError } from '../wearable-error.js';
import type { Lifeline } from './lifeline.js';

/** Replies that nobody waited for: a band has no reason to send more than a few. */
const MOST_KEPT = 16;

/** Notifications as answers to what was written. One question at a time. */
export class Inbox {
  private kept: Uint8Array[] = [];
  private waiter: { done: (value: Uint8Array) => void; fail: (error: WearableError) => void } | undefined;
  private lastSign = 0;

  constructor(
    private readonly lifeline: Lifeline,
    private readonly silenceMs: number,
  ) {}

  put(value: Uint8Array): void {
    // A copy: the value is a view on a buffer of the socket.
    const copy = Uint8Array.from(value);
    if (this.waiter) this.waiter.done(copy);
    else if (this.kept.length < MOST_KEPT) this.kept.push(copy);
  }

  fail(error: WearableError): void {
    this.waiter?.fail(error);
  }

  /** The peer is busy with the answer: its silence begins anew. */
  stillComing(): void {
    this.lastSign++;
  }

  /** Writes a question and waits for the answer, which may come before the write is confirmed. @throws WearableError */
  async answerTo(write: () => Promise<void>): Promise<Uint8Array> {
    this.kept = [];
    await write();
    for (;;) {
      const sign = this.lastSign;
      try {
        return await this.next();
      } catch (error) {
        const silent = error instanceof WearableError && error.code === 'timeout' && this.lastSign === sign;
        if (silent || !(error instanceof WearableError) || error.code !== 'timeout') throw error;
      }
    }
  }

  private async next(): Promise<Uint8Array> {
    const first = this.kept.shift();
    if (first) return first;
    try {
      return await this.lifeline.bounded<Uint8Array>('Waiting for an answer', this.silenceMs, (done, fail) => {
        this.waiter = { done, fail };
      });
    } finally {
      this.waiter = undefined;
    }
  }
}
