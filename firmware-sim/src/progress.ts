/** What lasts longer than this says how far it is. */
const QUIET_MS = 2000;
const EVERY_MS = 200;

/** How far something is, on standard error, for people alone. */
export class Progress {
  private readonly started = performance.now();
  private shown = 0;

  constructor(
    private readonly what: string,
    private readonly total: number,
  ) {}

  done(count: number): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.started < QUIET_MS) return;
    const last = count === this.total;
    if (!last && now - this.shown < EVERY_MS) return;
    this.shown = now;
    process.stderr.write(`\r${this.what} ${count} of ${this.total}${last ? '\n' : ''}`);
  }
}
