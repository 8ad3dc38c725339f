import { parsePersonTopic, type UpKind } from '@fit4work/protocol';
import type { Incoming } from './incoming.js';

/** What is taken at once; each message counts as one, unless it is work for many. */
const MOST_AT_ONCE = 256;
const WEIGHT: Partial<Record<UpKind, number>> = { erasure: 16, retirement: 4 };

/**
 * Of one person and kind, that wait: an agent sends what has no receipt again, so nothing is lost. Envelopes have no such bound, since
 * none may be missing in a chain, and a year of them comes at once; nor have kept keys, which come with them.
 */
const MOST_OF_PERSON: Partial<Record<UpKind | 'none', number>> = {
  ...{ consent: 1_024, release: 1_024, message: 256, erasure: 64, retirement: 64, none: 64 },
};

const NOBODY = '';

interface Line {
  readonly messages: Incoming[];
  readonly counts: Map<UpKind | 'none', number>;
}

/** Messages that wait, a line for each person, who take turns: whoever sends much waits behind what is one's own. */
export class FairQueue {
  readonly #lines = new Map<string, Line>();
  #length = 0;
  #bytes = 0;

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @returns false where as much of this person waits as may */
  add(message: Incoming): boolean {
    const { pseudonym, kind } = placeOf(message);
    const line: Line = this.#lines.get(pseudonym) ?? { messages: [], counts: new Map() };
    const count = line.counts.get(kind) ?? 0;
    if (count >= (MOST_OF_PERSON[kind] ?? Number.POSITIVE_INFINITY)) return false;
    line.counts.set(kind, count + 1);
    line.messages.push(message);
    this.#lines.set(pseudonym, line);
    this.#length += 1;
    this.#bytes += message.payload.length;
    return true;
  }

  /** The next to be worked on: one of each person, and again. What is of nobody comes last. */
  take(): readonly Incoming[] {
    const taken: Incoming[] = [];
    let weight = 0;
    while (this.#length > 0) {
      for (const name of this.#next()) {
        if (weight >= MOST_AT_ONCE) return taken;
        const message = this.#shift(name);
        if (message === undefined) continue;
        taken.push(message);
        const { kind } = placeOf(message);
        weight += kind === 'none' ? 1 : (WEIGHT[kind] ?? 1);
      }
    }
    return taken;
  }

  #next(): readonly string[] {
    const names = [...this.#lines.keys()];
    return names.length === 1 ? names : names.filter((name) => name !== NOBODY);
  }

  #shift(name: string): Incoming | undefined {
    const line = this.#lines.get(name);
    const message = line?.messages.shift();
    if (line === undefined || message === undefined) return undefined;
    const { kind } = placeOf(message);
    line.counts.set(kind, (line.counts.get(kind) ?? 0) - 1);
    // Whoever was served stands last, also in what is taken next.
    this.#lines.delete(name);
    if (line.messages.length > 0) this.#lines.set(name, line);
    this.#length -= 1;
    this.#bytes -= message.payload.length;
    return message;
  }
}

function placeOf({ topic }: Incoming): { readonly pseudonym: string; readonly kind: UpKind | 'none' } {
  const place = parsePersonTopic(topic);
  return place?.direction === 'up' ? place : { pseudonym: NOBODY, kind: 'none' };
}
