import { type KeyIndex, PREFIXES, prefixOf } from './key-index.js';
import type { KeyPart, KnownKey } from './key-set.js';

interface Held extends KeyPart {
  /** When it was asked for last, of the times that it was known to be as the registry has it; Unix seconds. */
  readonly asOf: number;
}

const EMPTY: KeyPart = { tag: undefined, keys: [] };
const NEVER: Held = { ...EMPTY, asOf: Number.NEGATIVE_INFINITY };

/** What is known of the agents' keys, part by part. A key is looked up in one map, whichever part it is in. */
export class AgentKeys {
  readonly #keys = new Map<string, KnownKey>();
  readonly #parts = new Map<string, Held>();

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
   * Takes in an index that was asked for at a moment: parts that are as it says are good as of then, and one that it does not name
   * has nobody in it.
   *
   * @returns the parts that have to be read
   */
  compare(index: KeyIndex, asked: number): readonly string[] {
    return PREFIXES.filter((prefix) => {
      const [tag, held] = [index.get(prefix), this.part(prefix)];
      if (tag !== undefined && held.tag !== tag) return true;
      this.put(prefix, tag === undefined ? EMPTY : held, asked);
      return false;
    });
  }

  /** A part as the registry answered it to who asked at a moment: who is not in it any more counts no more. */
  put(prefix: string, { tag, keys }: KeyPart, asked: number): void {
    const { keys: before } = this.part(prefix);
    this.#parts.set(prefix, { tag, keys, asOf: asked });
    if (keys === before) return;
    const now = new Set(keys);
    for (const key of before) if (!now.has(key) && this.#keys.get(key.kid) === key) this.#keys.delete(key.kid);
    for (const key of keys) this.#keys.set(key.kid, key);
  }
}

/** A clock that was set back does not make old what was just read, nor new for longer than it was. */
const ageOf = ({ asOf }: Held, now: number): number => Math.abs(now - asOf);
