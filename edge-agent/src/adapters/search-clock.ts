/** The time of a search: it stands still while nobody listens, and begins with `run`. */
export class SearchClock {
  private timer: NodeJS.Timeout | undefined;
  private since = 0;

  constructor(
    private leftMs: number,
    private readonly up: () => void,
  ) {}

  /** Without effect if it runs. */
  run(): void {
    if (this.timer) return;
    this.since = performance.now();
    this.timer = setTimeout(this.up, this.leftMs);
  }

  /** Without effect if it stands still. */
  halt(): void {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.leftMs -= performance.now() - this.since;
  }
}
