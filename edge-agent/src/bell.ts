import type { Waiting } from './patience.js';

/** A pause that somebody can end: what was just done need not wait for the next look. */
export class Bell {
  #rung = new AbortController();

  constructor(private readonly inner: Waiting['pause']) {}

  /** Ends every pause that is under way. */
  ring(): void {
    this.#rung.abort();
    this.#rung = new AbortController();
  }

  pause(milliseconds: number, until: AbortSignal): Promise<void> {
    return this.inner(milliseconds, AbortSignal.any([until, this.#rung.signal]));
  }
}
