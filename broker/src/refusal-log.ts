import type { RefusalCode } from './core/refusal-code.js';
import type { Logger } from './ports.js';

export interface RefusalLogOptions {
  readonly logger: Pick<Logger, 'warn'>;
  readonly pause: (ms: number) => Promise<void>;
  /** Milliseconds between two lines of one code; 0 writes one for each. */
  readonly everyMs: number;
}

/** Between two lines of one code, in a service. */
export const REFUSAL_LOG_MS = 1_000;

/**
 * Lines of what was refused, with how often it was since the start: the first at once, and what follows in one line a second for each
 * code. Whoever is refused a thousand times a second would have the broker wait for its log else.
 */
export class RefusalLog {
  readonly #options: RefusalLogOptions;
  readonly #counts = new Map<RefusalCode, number>();
  readonly #pausing = new Set<RefusalCode>();

  constructor(options: RefusalLogOptions) {
    this.#options = options;
  }

  note(code: RefusalCode, count: number): void {
    this.#counts.set(code, count);
    if (!this.#pausing.has(code)) this.#say(code, count);
  }

  #say(code: RefusalCode, count: number): void {
    const { logger, pause, everyMs } = this.#options;
    logger.warn('refused', { code, count });
    if (everyMs === 0) return;
    this.#pausing.add(code);
    void pause(everyMs).then(() => {
      this.#pausing.delete(code);
      const now = this.#counts.get(code) ?? count;
      if (now > count) this.#say(code, now);
    });
  }
}
