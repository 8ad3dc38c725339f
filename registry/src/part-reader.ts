import type { AgentKeys } from './core/agent-keys.js';
import { RegistryError, type RegistryErrorCode } from './error.js';
import type { Clock, Registry } from './ports.js';

export interface PartReaderOptions {
  readonly registry: Registry;
  readonly keys: AgentKeys;
  readonly clock: Clock;
  /** Called each time that a part was taken in. */
  readonly onTakenIn: () => void;
}

/** Parts that are read at once. */
const AT_ONCE = 4;

type Outcome = RegistryErrorCode | undefined;

/**
 * Reads parts of the key set, some at a time. One that cannot be read stays as it was, and keeps no other from coming in. Of one part
 * two are never read at once: who asks while it is read waits for one more reading, which begins after that.
 */
export class PartReader {
  readonly #options: PartReaderOptions;
  /** Readings that are asked for and have not begun: whoever wants one shares it. */
  readonly #queued = new Map<string, Promise<Outcome>>();
  readonly #begun = new Map<string, Promise<Outcome>>();
  readonly #failed = new Set<string>();
  readonly #urgent: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #free = AT_ONCE;

  constructor(options: PartReaderOptions) {
    this.#options = options;
  }

  /** @returns why one of them could not be read; undefined where each was */
  async read(prefixes: readonly string[]): Promise<Outcome> {
    const outcomes = await Promise.all(prefixes.map((prefix) => this.#readSoon(prefix)));
    return outcomes.find((outcome) => outcome !== undefined);
  }

  #readSoon(prefix: string): Promise<Outcome> {
    const queued = this.#queued.get(prefix);
    if (queued !== undefined) return queued;
    const reading = this.#readInTurn(prefix, this.#begun.get(prefix));
    this.#queued.set(prefix, reading);
    return reading;
  }

  async #readInTurn(prefix: string, before: Promise<Outcome> | undefined): Promise<Outcome> {
    // Where that one broke, whoever asked for it was told.
    await Promise.allSettled([before]);
    await this.#turn(prefix);
    this.#queued.delete(prefix);
    const reading = this.#read(prefix);
    this.#begun.set(prefix, reading);
    try {
      return await reading;
    } finally {
      this.#begun.delete(prefix);
      const next = this.#urgent.shift() ?? this.#others.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  /** Of a part that is known somebody may have to go: it is before those that nobody can be in yet, and before what failed, which may hang once more. */
  async #turn(prefix: string): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const isUrgent = this.#options.keys.part(prefix).tag !== undefined && !this.#failed.has(prefix);
    await new Promise<void>((resolve) => {
      (isUrgent ? this.#urgent : this.#others).push(resolve);
    });
  }

  async #read(prefix: string): Promise<Outcome> {
    const { registry, keys, clock } = this.#options;
    const asked = keys.ask(clock.now());
    try {
      keys.put(prefix, await registry.fetchPart(prefix, keys.part(prefix)), asked);
      this.#options.onTakenIn();
      this.#failed.delete(prefix);
      return undefined;
    } catch (cause) {
      if (!(cause instanceof RegistryError)) throw cause;
      this.#failed.add(prefix);
      return cause.code;
    }
  }
}
