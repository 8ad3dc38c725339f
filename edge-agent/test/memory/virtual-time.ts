/** A time that passes when it is told to; whoever pauses goes on when the moment has come. */
export class VirtualTime {
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  /** @param now Unix seconds */
  constructor(public now: number) {}

  readonly clock = (): number => Math.floor(this.now);

  readonly pause = (milliseconds: number, until: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        until.removeEventListener('abort', wake);
        resolve();
      };
      if (until.aborted) return wake();
      if (milliseconds === 0) {
        setTimeout(wake, 0);
        return;
      }
      until.addEventListener('abort', wake);
      this.#sleepers.push({ at: this.now + milliseconds / 1000, wake });
    });

  /** Lets so many seconds pass, one after the other, each with what comes of it. */
  async pass(seconds: number, each: (second: number) => void = () => undefined): Promise<void> {
    for (let second = 1; second <= seconds; second++) {
      this.now += 1;
      const due = this.#sleepers.filter(({ at }) => at <= this.now);
      this.#sleepers = this.#sleepers.filter(({ at }) => at > this.now);
      for (const { wake } of due) wake();
      each(second);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
}
