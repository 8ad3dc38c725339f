/** Work that is done again whenever something new is there. Passes do not overlap; what wakes during one is one more pass. */
export class Passes {
  readonly #pass: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #again = false;

  /** @param onFailure told of a pass that failed; the next wake begins another */
  constructor(pass: () => Promise<void>, onFailure: (error: unknown) => void) {
    this.#pass = pass;
    this.#onFailure = onFailure;
  }

  wake(): void {
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#running = this.#pass()
      .catch(this.#onFailure)
      .finally(() => {
        this.#running = undefined;
        if (this.#again) this.wake();
      });
  }

  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }
}
