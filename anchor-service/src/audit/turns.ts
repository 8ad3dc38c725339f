import { Readable } from 'node:stream';
import { AnchorError } from '../error.js';

/** Downloads at once. */
const MOST_STREAMS = 4;

/** Few downloads at a time, and one of each address: whoever takes one slowly keeps nobody else from theirs. */
export class Turns {
  readonly #taken = new Set<string>();

  /** Keeps the turn until what the work gives was read to its end, or is no longer wanted. @param by the address that asks @throws AnchorError `busy-audit` */
  async stream(by: string, work: () => Promise<AsyncIterable<Uint8Array | string>>): Promise<Readable> {
    const end = this.#begin(by);
    try {
      // Whoever has the end of it may ask again at once; and what was never begun has no end but that it is closed.
      return Readable.from(endedBy(end, await work()), { objectMode: false }).once('close', end);
    } catch (error) {
      end();
      throw error;
    }
  }

  /** @returns ends the turn, once */
  #begin(by: string): () => void {
    if (this.#taken.has(by) || this.#taken.size >= MOST_STREAMS) {
      throw new AnchorError('busy-audit', 'Another download is under way: ask again when it is over.');
    }
    this.#taken.add(by);
    let mine = true;
    return () => {
      if (mine) this.#taken.delete(by);
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
