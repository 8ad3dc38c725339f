import { Readable } from 'node:stream';
import { AnchorError } from '../error.js';

/** One audit at a time: each reads beside a log that has better to do. */
export class Turns {
  #busy = false;

  /** Keeps the turn until the work is done. @throws AnchorError `busy-audit` */
  async whole<T>(work: () => Promise<T>): Promise<T> {
    const end = this.#begin();
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** Keeps the turn until what the work gives was read to its end, or is no longer wanted. @throws AnchorError `busy-audit` */
  async stream(work: () => Promise<AsyncIterable<Uint8Array | string>>): Promise<Readable> {
    const end = this.#begin();
    try {
      // Whoever has the end of it may ask again at once; and what was never begun has no end but that it is closed.
      return Readable.from(endedBy(end, await work()), { objectMode: false }).once('close', end);
    } catch (error) {
      end();
      throw error;
    }
  }

  /** @returns ends the turn, once */
  #begin(): () => void {
    if (this.#busy) throw new AnchorError('busy-audit', 'Another audit is being made: ask again in a moment.');
    this.#busy = true;
    let mine = true;
    return () => {
      if (mine) this.#busy = false;
      mine = false;
    };
  }
}

async function* endedBy<T>(end: () => void, parts: AsyncIterable<T>): AsyncGenerator<T> {
  yield* parts;
  end();
}

/** Ends a stream of which nothing is taken for so long: whoever went to sleep holds up nobody. */
export async function* unlessStalled<T>(parts: AsyncIterable<T>, stallMs: number, end: () => void): AsyncGenerator<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    for await (const part of parts) {
      timer = setTimeout(end, stallMs);
      yield part;
      clearTimeout(timer);
    }
  } finally {
    clearTimeout(timer);
  }
}
