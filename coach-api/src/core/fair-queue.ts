import { parsePersonTopic, type UpKind } from '@fit4work/protocol';
import type { Incoming } from './incoming.js';
import { Largest } from './largest.js';
import { type Kind, PersonLine, type Waiting } from './person-line.js';

/** What is taken at once; each message counts as one, unless it is work for many. */
const MOST_AT_ONCE = 256;
const WEIGHT: Partial<Record<UpKind, number>> = { erasure: 16, retirement: 4 };

/**
 * Of one person and kind, that wait: an agent sends what has no receipt again, so nothing is lost. Of envelopes it has 256 under way and
 * sends those again ever more seldom (for minutes no more than this); and none of a chain may be missing, so that of what is too much
 * the newest is refused, which follows what waits.
 */
const MOST_OF_PERSON: Readonly<Record<Kind, number>> = {
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
/** Bytes that take as much of the room as a message. */
const BYTES_OF_PLACE = ROOM.bytes / ROOM.messages;
const NOBODY = '';

/**
 * Messages that wait, a line for each person, who take turns: whoever sends much waits behind what is one's own. Bounded, and nobody is
 * kept waiting for a place: where there is none, whoever has the most of the room loses their newest, so that nobody takes that of others.
 */
export class FairQueue {
  readonly #lines = new Map<string, PersonLine>();
  readonly #largest = new Largest<string>();
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
    const line = this.#lines.get(pseudonym) ?? new PersonLine();
    if (line.countOf(kind) >= MOST_OF_PERSON[kind]) return [message];
    this.#lines.set(pseudonym, line);
    this.#change(pseudonym, line, () => line.add({ message, kind }));
    const refused: Incoming[] = [];
    while (line.bytes > MOST_BYTES_OF_PERSON) refused.push(...this.#dropNewest(pseudonym));
    while (this.#isFull) refused.push(...this.#dropNewest(this.#largest.first));
    return refused;
  }

  /** The next to be worked on: one of each person, and again. What is of nobody comes last. */
  take(): readonly Incoming[] {
    const taken: Incoming[] = [];
    let weight = 0;
    while (this.#length > 0) {
      for (const name of this.#next()) {
        if (weight >= MOST_AT_ONCE) return taken;
        const next = this.#shift(name);
        if (next === undefined) continue;
        const { message, kind } = next;
        taken.push(message);
        weight += kind === 'none' ? 1 : (WEIGHT[kind] ?? 1);
      }
    }
    return taken;
  }

  #next(): readonly string[] {
    const names = [...this.#lines.keys()];
    return names.length === 1 ? names : names.filter((name) => name !== NOBODY);
  }

  #shift(name: string): Waiting | undefined {
    const line = this.#lines.get(name);
    const next = line && this.#change(name, line, () => line.shift());
    // Whoever was served stands last, also in what is taken next.
    if (line !== undefined && this.#lines.delete(name)) this.#lines.set(name, line);
    return next;
  }

  get #isFull(): boolean {
    return this.#length > ROOM.messages || this.#bytes > ROOM.bytes;
  }

  /** A withdrawal stays, though it came last. */
  #dropNewest(name: string | undefined): readonly Incoming[] {
    const line = name === undefined ? undefined : this.#lines.get(name);
    if (name === undefined || line === undefined) return [];
    const dropped = this.#change(name, line, () => line.dropNewest());
    return dropped === undefined ? [] : [dropped.message];
  }

  /** @returns what the change gives */
  #change<T>(name: string, line: PersonLine, change: () => T): T {
    const before = { length: line.length, bytes: line.bytes, places: placesOf(line) };
    const given = change();
    this.#length += line.length - before.length;
    this.#bytes += line.bytes - before.bytes;
    this.#largest.change(name, before.places, placesOf(line));
    if (line.length === 0) this.#lines.delete(name);
    return given;
  }
}

/** The share of the room that somebody has. */
const placesOf = ({ length, bytes }: PersonLine): number => Math.max(length, Math.ceil(bytes / BYTES_OF_PLACE));

function placeOf({ topic }: Incoming): { readonly pseudonym: string; readonly kind: Kind } {
  const place = parsePersonTopic(topic);
  return place?.direction === 'up' ? place : { pseudonym: NOBODY, kind: 'none' };
}
