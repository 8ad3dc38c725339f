import { prefixOf } from '@fit4work/protocol';

/** An agent of a person, and the last of its envelopes that counts. */
export interface KnownRetirement {
  readonly pseudonym: string;
  readonly agent: number;
  readonly lastSequence: number;
}

/**
 * The retirements that the journal has, each verified. In memory, so that while the service runs no row of the database says otherwise: of
 * several of one agent the lowest last sequence counts (SPEC.md clause 7.5), whatever a row has. Some 100 bytes each.
 */
export class KnownRetirements {
  readonly #persons = new Map<string, Map<number, number>>();
  /** By the beginnings of pseudonyms. */
  readonly #counts = new Map<string, number>();
  #count = 0;

  /** Another one whenever an agent ended, or ended earlier. */
  get count(): number {
    return this.#count;
  }

  /** The same of those whose pseudonym begins so. */
  countOf(prefix: string): number {
    return this.#counts.get(prefix) ?? 0;
  }

  add({ pseudonym, agent, lastSequence }: KnownRetirement): void {
    const agents = this.#persons.get(pseudonym) ?? new Map<number, number>();
    if (lastSequence >= (agents.get(agent) ?? Number.POSITIVE_INFINITY)) return;
    this.#persons.set(pseudonym, agents.set(agent, lastSequence));
    this.#count += 1;
    this.#counts.set(prefixOf(pseudonym), this.countOf(prefixOf(pseudonym)) + 1);
  }

  /** Undefined of an agent that is not known to be retired. */
  lastOf(pseudonym: string, agent: number): number | undefined {
    return this.#persons.get(pseudonym)?.get(agent);
  }

  isBeyond(pseudonym: string, { agent, sequence }: { readonly agent: number; readonly sequence: number }): boolean {
    return sequence > (this.lastOf(pseudonym, agent) ?? Number.POSITIVE_INFINITY);
  }
}
