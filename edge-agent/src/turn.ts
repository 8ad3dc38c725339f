/** Lets one piece of work after the other have what only one may have at a time. */
export class Turn {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all that came before has settled, whether well or not. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }

  /** Settles when nothing that was there before is still at work. */
  async idle(): Promise<void> {
    await this.last;
  }
}
