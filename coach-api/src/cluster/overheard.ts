import { parsePersonTopic, type UpKind } from '@fit4work/protocol';
import { districtOf } from '../core/districts.js';
import type { Incoming } from '../core/incoming.js';

interface Heard {
  readonly incoming: Incoming;
  /** By `performance.now()`. */
  readonly at: number;
  /** Counts up with each message of anybody. */
  readonly turn: number;
}

interface OfPerson {
  readonly heard: Heard[];
  bytes: number;
}

/** From the last beat of one that died to the first of whoever takes over, with room. */
const KEPT_MS = 15_000;
/**
 * What ends something is kept for longer than its agent waits before it sends it again (a minute, where it has no receipt): one that
 * could not be stored, as while the journal's disk is full, is honoured by the memory of one process alone, and by this of the next.
 */
const ENDING_KEPT_MS = 90_000;
const MOST = { messages: 4_096, bytes: 8 * 1024 * 1024 };
/** Kinds by which somebody ends what others may see. They have room of their own, which nothing that is measured takes. */
const ENDING: readonly UpKind[] = ['consent', 'erasure', 'retirement'];

/** What came of one district, and up to which turn. */
interface Told {
  readonly incoming: readonly Incoming[];
  readonly turn: number;
}

/**
 * What agents sent lately, of people whom another coach API looks after, and what ends something also of one's own. Whoever takes a
 * district begins with these: a withdrawal that nobody took, or that was honoured by what was in memory alone, counts before anybody is
 * read. What is told stays until it is old: the district may be lost again before it is stored.
 */
export class Overheard {
  readonly #now: () => number;
  readonly #ending = new Room(ENDING_KEPT_MS);
  readonly #other = new Room(KEPT_MS);
  #turn = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param isOwn whether it is looked after here: what ends nothing its agent sends again, and nobody is read the worse for it */
  add(pseudonym: string, incoming: Incoming, isOwn = false): void {
    const kind = parsePersonTopic(incoming.topic)?.kind;
    const isEnding = ENDING.some((each) => each === kind);
    if (isOwn && !isEnding) return;
    const room = isEnding ? this.#ending : this.#other;
    this.#turn += 1;
    room.add(pseudonym, { incoming, at: this.#now(), turn: this.#turn });
  }

  /** In the order in which they came. @param after the turn up to which they were told before; 0 of none */
  of(district: string, after: number): Told {
    const told = [this.#ending, this.#other]
      .flatMap((room) => room.of(district, this.#now()))
      .filter(({ turn }) => turn > after)
      .sort((one, other) => one.turn - other.turn);
    return { incoming: told.map(({ incoming }) => incoming), turn: told.at(-1)?.turn ?? after };
  }
}

/** Messages within bounds. Where there is no room, whoever has the most of it loses their oldest: nobody takes that of others. */
class Room {
  readonly #people = new Map<string, OfPerson>();
  readonly #keptMs: number;
  #messages = 0;
  #bytes = 0;

  constructor(keptMs: number) {
    this.#keptMs = keptMs;
  }

  add(pseudonym: string, heard: Heard): void {
    const of = this.#people.get(pseudonym) ?? { heard: [], bytes: 0 };
    this.#people.set(pseudonym, of);
    of.heard.push(heard);
    this.#count(of, heard, 1);
    this.#forget([pseudonym, of], heard.at - this.#keptMs);
    if (this.#isFull) for (const each of this.#people) this.#forget(each, heard.at - this.#keptMs);
    while (this.#isFull) this.#dropOldest(this.#largest());
  }

  of(district: string, now: number): readonly Heard[] {
    return [...this.#people]
      .filter(([pseudonym]) => districtOf(pseudonym) === district)
      .flatMap(([, { heard }]) => heard.filter(({ at }) => at >= now - this.#keptMs));
  }

  get #isFull(): boolean {
    return this.#messages > MOST.messages || this.#bytes > MOST.bytes;
  }

  /** What came before. */
  #forget(entry: readonly [string, OfPerson], since: number): void {
    while ((entry[1].heard[0]?.at ?? since) < since) this.#dropOldest(entry);
  }

  /** By the share of the bound that they have. */
  #largest(): readonly [string, OfPerson] {
    const shareOf = ({ heard, bytes }: OfPerson): number => Math.max(heard.length / MOST.messages, bytes / MOST.bytes);
    return [...this.#people].reduce((largest, each) => (shareOf(each[1]) > shareOf(largest[1]) ? each : largest));
  }

  #dropOldest([pseudonym, of]: readonly [string, OfPerson]): void {
    const oldest = of.heard.shift();
    if (oldest === undefined) return;
    this.#count(of, oldest, -1);
    if (of.heard.length === 0) this.#people.delete(pseudonym);
  }

  #count(of: OfPerson, { incoming }: Heard, by: 1 | -1): void {
    this.#messages += by;
    this.#bytes += by * incoming.payload.length;
    of.bytes += by * incoming.payload.length;
  }
}
