import { notHeld } from './cluster/not-held.js';
import type { ReadAsk } from './core/ask.js';
import { covers, isFresh, type RecordedRead } from './core/reuse.js';
import { CoachError } from './error.js';
import type { LeafProof } from './log-port.js';

/** A read that stands in the log, and what it names. */
export interface ProvenRead extends RecordedRead {
  readonly leaf: string;
  readonly record: Uint8Array;
  readonly proof: LeafProof;
}

/** An opening that is under way. */
export interface UnderWay {
  /** Consent of its person, or the days that are to be read, may have changed since this was asked last. */
  changed(): boolean;
  /**
   * @throws CoachError `unauthorised` when its coach was logged out meanwhile, `not-held` when another looks after its person by now,
   * `not-proven` when nothing that was held counts any more
   */
  check(): void;
  done(): void;
}

interface Opened {
  readonly coach: string;
  readonly session: string | undefined;
  readonly pseudonym: string;
  changed: boolean;
  loggedOut: boolean;
}

/** More is let go of, the oldest first: its coach makes a new read. */
const MOST = { reads: 4_096, bytes: 16 * 1024 * 1024 };

/**
 * The proven reads of the last quarter of an hour, in memory alone, which their coaches may open again without a new record.
 * No key and no plaintext is among it: releases are opened anew each time, under the consent of that instant. Whatever ends a
 * read is told here once it is durable, and a withdrawal as soon as it is received.
 */
export class HeldReads {
  /** By leaf, the oldest first. */
  readonly #reads = new Map<string, ProvenRead>();
  readonly #underWay = new Set<Opened>();
  readonly #isHeld: () => boolean;
  #bytes = 0;
  #over = false;

  /** @param isHeld whether this process looks after these people still */
  constructor(isHeld: () => boolean = () => true) {
    this.#isHeld = isHeld;
  }

  get size(): number {
    return this.#reads.size;
  }

  hold(read: ProvenRead): void {
    if (this.#over || this.#reads.has(read.leaf)) return;
    this.#drop((other) => !isFresh(other, read.time));
    this.#reads.set(read.leaf, read);
    this.#bytes += bytesOf(read);
    for (const oldest of this.#reads.values()) {
      if (this.#reads.size <= MOST.reads && this.#bytes <= MOST.bytes) return;
      this.#drop((other) => other === oldest);
    }
  }

  /** The latest read that covers an ask. @param now as `covers` */
  find(ask: ReadAsk, now: Parameters<typeof covers>[2]): ProvenRead | undefined {
    return [...this.#reads.values()].findLast((read) => covers(read, ask, now));
  }

  /** @param who opens, and whose days */
  begin({ coach, session, pseudonym }: Pick<ReadAsk, 'coach' | 'session' | 'pseudonym'>): UnderWay {
    const opened: Opened = { coach, session, pseudonym, changed: false, loggedOut: false };
    this.#underWay.add(opened);
    return {
      changed: () => {
        const { changed } = opened;
        opened.changed = false;
        return changed;
      },
      check: () => {
        if (!this.#isHeld()) throw notHeld();
        if (this.#over) throw notProvenAnyMore();
        if (opened.loggedOut) throw new CoachError('unauthorised', 'You were logged out: log in and ask again.');
      },
      done: () => void this.#underWay.delete(opened),
    };
  }

  /** A withdrawal, the end of a grant, an erasure or a retirement of this person. */
  endPerson(pseudonym: string): void {
    this.#drop((read) => read.pseudonym === pseudonym);
    for (const opened of this.#underWay) if (opened.pseudonym === pseudonym) opened.changed = true;
  }

  /** A login that is renewed is no end: what was read in it goes on. Where another looks after its person, a new read is made. */
  renewSession(before: string, session: string): void {
    for (const [leaf, read] of this.#reads) if (read.session === before) this.#reads.set(leaf, { ...read, session });
  }

  /** This coach was logged out, or is no coach any more. What is under way in another session of the same coach goes on: that one has not ended. */
  endSession(coach: string, session: string): void {
    this.#drop((read) => read.coach === coach);
    for (const opened of this.#underWay) {
      if (opened.coach === coach && opened.session === session) opened.loggedOut = true;
    }
  }

  /** The service stops, or the log is not to be believed any more: nothing is held from now on, and what is under way ends at its next page. */
  endAll(): void {
    this.#over = true;
    this.#drop(() => true);
  }

  #drop(isOver: (read: ProvenRead) => boolean): void {
    for (const read of this.#reads.values()) {
      if (!isOver(read)) continue;
      this.#reads.delete(read.leaf);
      this.#bytes -= bytesOf(read);
    }
  }
}

const notProvenAnyMore = (): CoachError =>
  new CoachError(
    'not-proven',
    'What proved this read does not count: the log is not believed any more, or the service stops. Ask again in a minute.',
  );

const bytesOf = ({ record, proof }: ProvenRead): number => record.length + proof.text.length;
