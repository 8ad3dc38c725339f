/** Below this nobody waits for a bar. */
const QUIET_MS = 2_000;
const BETWEEN_MS = 100;
const CELLS = 30;

/** A bar on a terminal that shows how far a long run is; nothing anywhere else. */
export class Progress {
  readonly #write: ((text: string) => void) | undefined;
  readonly #unit: string;
  readonly #started = performance.now();
  #last = 0;

  /** @param write to the terminal; `undefined` where there is none */
  constructor(write: ((text: string) => void) | undefined, unit: string) {
    this.#write = write;
    this.#unit = unit;
  }

  readonly update = (done: number, size: number): void => {
    if (this.#write === undefined) return;
    const now = performance.now();
    if (now - this.#started < QUIET_MS || now - this.#last < BETWEEN_MS) return;
    this.#last = now;
    this.#write(`\r${bar(done, size)} ${this.#unit}\u001b[K`);
  };

  /** Leaves the line as it was. */
  end(): void {
    if (this.#last > 0) this.#write?.('\r\u001b[K');
  }
}

/** @returns such as `[######------] 50 % 5 / 10` */
function bar(done: number, size: number): string {
  const part = size === 0 ? 1 : done / size;
  const full = Math.floor(part * CELLS);
  return `[${'#'.repeat(full)}${'-'.repeat(CELLS - full)}] ${Math.floor(part * 100)} % ${done} / ${size}`;
}
