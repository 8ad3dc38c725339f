import type { Logger, RefusalCode, Refusals } from './ports.js';

export class CountedRefusals implements Refusals {
  readonly #logger: Logger;
  readonly #counts = new Map<RefusalCode, number>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  count(code: RefusalCode): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    this.#logger.warn('refused', { code, count });
  }
}
