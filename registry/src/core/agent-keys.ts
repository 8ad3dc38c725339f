import { PREFIXES, prefixOf } from '@fit4work/protocol';
import type { KeyIndex } from './key-index.js';
import type { KeyPart, KnownKey } from './key-set.js';

/** A question to the registry. Of two in one second the count tells which was the later. */
export interface Asking {
  readonly count: number;
  /** Unix seconds */
  readonly at: number;
}

interface Held extends KeyPart {
  /** The last question that was answered with what it is. */
  readonly asked: Asking;
}

const EMPTY: KeyPart = { tag: undefined, keys: [] };
const NEVER: Held = { ...EMPTY, asked: { count: 0, at: Number.NEGATIVE_INFINITY } };

/** What is known of the agents' keys, part by part, each by the latest question. A key is looked up in one map, whichever part it is in. */
export class AgentKeys {
  readonly #keys = new Map<string, KnownKey>();
  readonly #parts = new Map<string, Held>();
  #asked = 0;
  #takenBack = 0;

  /** Counts a question that is about to be asked. */
  ask(at: number): Asking {
    this.#asked += 1;
    return { count: this.#asked, at };
  }

  /** How many keys were taken back until now. */
  get takenBack(): number {
    return this.#takenBack;
  }

  get(kid: string): KnownKey | undefined {
    return this.#keys.get(kid);
  }

  part(prefix: string): Held {
    return this.#parts.get(prefix) ?? NEVER;
  }

  /** Seconds since the part of a key was known to be as the registry has it. */
  ageOf({ principal }: KnownKey, now: number): number {
    return principal.kind === 'agent' ? ageOf(this.part(prefixOf(principal.pseudonym)), now) : 0;
  }

  /** Seconds since all of them were; infinite while one was never read. */
  age(now: number): number {
    return PREFIXES.reduce((age, prefix) => Math.max(age, ageOf(this.part(prefix), now)), 0);
  }

  /**
   * Takes in an index: parts that are as it says are good as of when it was asked for, one that it does not name has nobody in it, and
   * of one that was asked for after it it says nothing.
   *
   * @returns the parts that have to be read
   */
  compare(index: KeyIndex, asked: Asking): readonly string[] {
    return PREFIXES.filter((prefix) => {
      const [tag, held] = [index.get(prefix), this.part(prefix)];
      if (tag !== undefined && held.tag !== tag) return held.asked.count < asked.count;
      this.put(prefix, tag === undefined ? EMPTY : held, asked);
      return false;
    });
  }

  /** A part as the registry answered it: who is not in it any more counts no more. What was asked earlier, and comes late, says nothing. */
  put(prefix: string, { tag, keys }: KeyPart, asked: Asking): void {
    const { keys: before, asked: last } = this.part(prefix);
    if (asked.count < last.count) return;
    this.#parts.set(prefix, { tag, keys, asked });
    if (keys === before) return;
    const now = new Set(keys);
    for (const key of before) if (!now.has(key)) this.#takeBack(key);
    for (const key of keys) this.#keys.set(key.kid, key);
  }

  #takeBack(key: KnownKey): void {
    if (this.#keys.get(key.kid) !== key) return;
    this.#keys.delete(key.kid);
    this.#takenBack += 1;
  }
}

/** A clock that was set back does not make old what was just read, nor new for longer than it was. */
const ageOf = ({ asked }: Held, now: number): number => Math.abs(now - asked.at);
