/** Who waits for a time of a world of its own, until it comes there. */
export class Waits {
  private waiting: { readonly due: number; readonly wake: () => void }[] = [];

  get size(): number {
    return this.waiting.length;
  }

  /** Settles when the world comes to an instant, or at once when the signal comes. */
  until(due: number, over: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        over.removeEventListener('abort', wake);
        this.waiting = this.waiting.filter((one) => one.wake !== wake);
        resolve();
      };
      if (over.aborted) return resolve();
      over.addEventListener('abort', wake);
      this.waiting.push({ due, wake });
    });
  }

  /** The world came to an instant. */
  wake(now: number): void {
    for (const { wake } of this.waiting.filter(({ due }) => due <= now)) wake();
  }
}
