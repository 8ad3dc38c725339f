/** Lets a loop sleep until there is something to do, or until a time is over. A call while nobody sleeps is not lost. */
export class Wake {
  #called = false;
  #resolve: (() => void) | undefined;

  call(): void {
    this.#called = true;
    this.#resolve?.();
  }

  /** Forgets a call that nobody slept for. */
  forget(): void {
    this.#called = false;
  }

  /** @param limitMs sleeps without end when absent */
  async sleep(limitMs?: number): Promise<void> {
    if (!this.#called) {
      await new Promise<void>((resolve) => {
        const timer = limitMs === undefined ? undefined : setTimeout(resolve, limitMs);
        this.#resolve = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#called = false;
    this.#resolve = undefined;
  }
}
