import { setTimeout as pause } from 'node:timers/promises';

export interface Watched {
  readonly name: string;
  /** Whether connections may go there now. */
  readonly isReady: () => Promise<boolean>;
}

const EVERY_MS = 250;

/** Looks again and again who is ready, as a proxy before several of a kind does. */
export class Readiness {
  readonly #ready = new Set<string>();
  readonly #onLeft: (name: string) => void;
  readonly #watches: Promise<void>[] = [];
  #isOver = false;

  /** @param onLeft told of each that is ready no more */
  constructor(onLeft: (name: string) => void) {
    this.#onLeft = onLeft;
  }

  watch(watched: Watched): void {
    this.#watches.push(this.#look(watched));
  }

  readonly isReady = (name: string): boolean => this.#ready.has(name);

  async close(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#watches);
  }

  async #look({ name, isReady }: Watched): Promise<void> {
    while (!this.#isOver) {
      if (await isReady()) this.#ready.add(name);
      else if (this.#ready.delete(name)) this.#onLeft(name);
      await pause(EVERY_MS);
    }
  }
}
