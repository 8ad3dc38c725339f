import { setTimeout as pause } from 'node:timers/promises';

/** What a part says of itself; `silent`: nothing in time. */
export type Said = 'ready' | 'not ready' | 'silent';

export interface Watched {
  readonly name: string;
  readonly ask: () => Promise<Said>;
}

const EVERY_MS = 250;
/** Answers that have to be missing one after the other: on a busy machine one comes late. */
const FALLS = 2;

/** Asks again and again who is ready, as a proxy before several of a kind does. */
export class Readiness {
  readonly #ready = new Set<string>();
  readonly #onSilent: (name: string) => void;
  readonly #watches: Promise<void>[] = [];
  #isOver = false;

  /** @param onSilent told of each that was ready and answers no more */
  constructor(onSilent: (name: string) => void) {
    this.#onSilent = onSilent;
  }

  watch(watched: Watched): void {
    this.#watches.push(this.#look(watched));
  }

  readonly isReady = (name: string): boolean => this.#ready.has(name);

  async close(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#watches);
  }

  async #look({ name, ask }: Watched): Promise<void> {
    for (let silences = 0; !this.#isOver; await pause(EVERY_MS)) {
      const said = await ask();
      silences = said === 'silent' ? silences + 1 : 0;
      if (said === 'ready') this.#ready.add(name);
      else if (said === 'not ready') this.#ready.delete(name);
      else if (silences >= FALLS && this.#ready.delete(name)) this.#onSilent(name);
    }
  }
}
