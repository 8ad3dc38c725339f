import type { AgentKeys } from './core/agent-keys.js';
import { RegistryError, type RegistryErrorCode } from './error.js';
import type { Clock, Registry } from './ports.js';

export interface PartReaderOptions {
  readonly registry: Registry;
  readonly keys: AgentKeys;
  readonly clock: Clock;
}

/** Parts that are read at once. */
const AT_ONCE = 4;

type Outcome = RegistryErrorCode | undefined;

/**
 * Reads parts of the key set, some at a time. One that cannot be read stays as it was, and keeps no other from coming in. Of one part
 * an answer never overtakes another: who asks while it is read waits for one more reading, which begins after that.
 */
export class PartReader {
  readonly #options: PartReaderOptions;
  readonly #running = new Map<string, Promise<Outcome>>();
  readonly #next = new Map<string, Promise<Outcome>>();
  readonly #failed = new Set<string>();
  readonly #queue: (() => void)[] = [];
  #free = AT_ONCE;

  constructor(options: PartReaderOptions) {
    this.#options = options;
  }

  /** @returns why one of them could not be read; undefined where each was */
  async read(prefixes: readonly string[]): Promise<Outcome> {
    // What failed before may hang once more: it is not what the others wait for.
    const [first, last] = [false, true].map((failed) => prefixes.filter((each) => this.#failed.has(each) === failed));
    const outcomes = await Promise.all([...(first ?? []), ...(last ?? [])].map((prefix) => this.#readAfter(prefix)));
    return outcomes.find((outcome) => outcome !== undefined);
  }

  #readAfter(prefix: string): Promise<Outcome> {
    const next = this.#next.get(prefix);
    if (next !== undefined) return next;
    const running = this.#running.get(prefix);
    if (running === undefined) return this.#start(prefix);
    const after = running.then(() => {
      this.#next.delete(prefix);
      return this.#start(prefix);
    });
    this.#next.set(prefix, after);
    return after;
  }

  #start(prefix: string): Promise<Outcome> {
    const run = this.#inTurn(() => this.#read(prefix)).finally(() => this.#running.delete(prefix));
    this.#running.set(prefix, run);
    return run;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await work();
    } finally {
      const waiting = this.#queue.shift();
      if (waiting === undefined) this.#free += 1;
      else waiting();
    }
  }

  async #read(prefix: string): Promise<Outcome> {
    const { registry, keys, clock } = this.#options;
    const asked = clock.now();
    try {
      keys.put(prefix, await registry.fetchPart(prefix, keys.part(prefix)), asked);
      this.#failed.delete(prefix);
      return undefined;
    } catch (cause) {
      if (!(cause instanceof RegistryError)) throw cause;
      this.#failed.add(prefix);
      return cause.code;
    }
  }
}
