import { parsePersonTopic, type UpKind } from '@fit4work/protocol';
import type { Incoming } from './incoming.js';

/** What is taken at once; each message counts as one, unless it is work for many. */
const MOST_AT_ONCE = 256;
const WEIGHT: Partial<Record<UpKind, number>> = { erasure: 16, retirement: 4 };

/**
 * Of one person and kind, that wait: an agent sends what has no receipt again, so nothing is lost. Of envelopes it has 256 under way and
 * sends those again ever more seldom (for minutes no more than this); and none of a chain may be missing, so that of what is too much
 * the newest is refused, which follows what waits.
 */
const MOST_OF_PERSON: Readonly<Record<UpKind | 'none', number>> = {
  ...{
    envelope: 2_048,
    keys: 2_048,
    consent: 1_024,
    release: 1_024,
    message: 256,
    erasure: 64,
    retirement: 64,
    none: 64,
  },
};
const MOST_BYTES_OF_PERSON = 4 * 1024 * 1024;
/** Of everybody. */
const ROOM = { messages: 16_384, bytes: 16 * 1024 * 1024 };
/** What gives way to what else its person sent. */
const BULK: readonly string[] = ['envelope', 'keys'];

const NOBODY = '';

interface Line {
  readonly messages: Incoming[];
  readonly counts: Map<UpKind | 'none', number>;
  bytes: number;
}

/**
 * Messages that wait, a line for each person, who take turns: whoever sends much waits behind what is one's own. Bounded, and nobody is
 * kept waiting for a place: where there is none, whoever has the most of the room loses their newest, so that nobody takes that of others.
 */
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

  /** @returns what does not wait, or no longer: the message itself, or what gave way to it */
  add(message: Incoming): readonly Incoming[] {
    const { pseudonym, kind } = placeOf(message);
    const line: Line = this.#lines.get(pseudonym) ?? { messages: [], counts: new Map(), bytes: 0 };
    if ((line.counts.get(kind) ?? 0) >= MOST_OF_PERSON[kind]) return [message];
    this.#lines.set(pseudonym, line);
    line.messages.push(message);
    this.#count(line, message, 1);
    const refused: Incoming[] = [];
    while (line.bytes > MOST_BYTES_OF_PERSON) refused.push(...this.#dropNewest(pseudonym, line));
    while (this.#isFull) refused.push(...this.#dropNewest(...this.#largest()));
    return refused;
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
    this.#count(line, message, -1);
    // Whoever was served stands last, also in what is taken next.
    this.#lines.delete(name);
    if (line.messages.length > 0) this.#lines.set(name, line);
    return message;
  }

  get #isFull(): boolean {
    return this.#length > ROOM.messages || this.#bytes > ROOM.bytes;
  }

  /** By the share of the room that they have. */
  #largest(): readonly [string, Line] {
    const shareOf = ({ messages, bytes }: Line): number =>
      Math.max(messages.length / ROOM.messages, bytes / ROOM.bytes);
    return [...this.#lines].reduce((largest, each) => (shareOf(each[1]) > shareOf(largest[1]) ? each : largest));
  }

  /** What was measured first: a withdrawal stays, though it came last. */
  #dropNewest(name: string, line: Line): readonly Incoming[] {
    const bulk = line.messages.findLastIndex((each) => BULK.includes(placeOf(each).kind));
    // Where there is none of it, -1: the last.
    const dropped = line.messages.splice(bulk, 1);
    for (const each of dropped) this.#count(line, each, -1);
    if (line.messages.length === 0) this.#lines.delete(name);
    return dropped;
  }

  #count(line: Line, message: Incoming, by: 1 | -1): void {
    const { kind } = placeOf(message);
    line.counts.set(kind, (line.counts.get(kind) ?? 0) + by);
    line.bytes += by * message.payload.length;
    this.#length += by;
    this.#bytes += by * message.payload.length;
  }
}

function placeOf({ topic }: Incoming): { readonly pseudonym: string; readonly kind: UpKind | 'none' } {
  const place = parsePersonTopic(topic);
  return place?.direction === 'up' ? place : { pseudonym: NOBODY, kind: 'none' };
}
