import { writeSync } from 'node:fs';

/** Below this nobody waits for a bar. */
const QUIET_MS = 2_000;
const BETWEEN_MS = 100;
const CELLS = 30;

/** A bar on a terminal that shows how far a long run is; nothing anywhere else. */
export class Progress {
  readonly #isShown: boolean;
  readonly #unit: string;
  readonly #started = performance.now();
  #last = 0;

  constructor(isShown: boolean, unit: string) {
    this.#isShown = isShown;
    this.#unit = unit;
  }

  readonly update = (done: number, size: number): void => {
    if (!this.#isShown) return;
    const now = performance.now();
    if (now - this.#started < QUIET_MS || now - this.#last < BETWEEN_MS) return;
    this.#last = now;
    writeSync(2, `\r${bar(done, size)} ${this.#unit}\u001b[K`);
  };

  /** Leaves the line as it was. */
  end(): void {
    if (this.#last > 0) writeSync(2, '\r\u001b[K');
  }
}

/** @returns such as `[######------] 50 % 5 / 10` */
export function bar(done: number, size: number): string {
  const part = size === 0 ? 1 : done / size;
  const full = Math.floor(part * CELLS);
  return `[${'#'.repeat(full)}${'-'.repeat(CELLS - full)}] ${Math.floor(part * 100)} % ${done} / ${size}`;
}
