import { equalBytes, keyIdOf, leafOf, toBase64Url, toHex } from '@fit4work/protocol';
import { subjectOf } from './core/consent-subject.js';
import { refusalOf } from './core/refusal.js';
import { CoachError } from './error.js';
import type { JournaledConsent } from './journal-port.js';

/** A record that is known to exist, whether the database of this moment has it or not. */
export interface KnownRecord {
  readonly pseudonym: string;
  readonly identityKey: Uint8Array;
  readonly leaf: string;
}

interface KnownOfPerson {
  readonly identityKey: Uint8Array;
  readonly leaves: Set<string>;
}

/**
 * What the journal says that there is of consent: the leaf of each record, and whose key signs for a pseudonym. In memory, so
 * that a database that goes back while the service runs is noticed as one that lacks a record (SPEC.md clause 8.4).
 */
export class KnownConsent {
  readonly #persons = new Map<string, KnownOfPerson>();
  /** Journaled, and not seen to be stored. */
  readonly #pending = new Map<string, KnownRecord>();
  #count = 0;

  /** @throws CoachError `bad-config` when a line contradicts itself or another */
  static of(journaled: readonly JournaledConsent[]): KnownConsent {
    const known = new KnownConsent();
    for (const entry of journaled) known.stored(recordOf(entry));
    return known;
  }

  /** Of everybody. */
  get count(): number {
    return this.#count;
  }

  has({ pseudonym, leaf }: Pick<KnownRecord, 'pseudonym' | 'leaf'>): boolean {
    return this.#pending.has(leaf) || this.#persons.get(pseudonym)?.leaves.has(leaf) === true;
  }

  /** The key under which the consent of a pseudonym is signed; undefined of one who never consented. */
  pinOf(pseudonym: string): Uint8Array | undefined {
    return this.#persons.get(pseudonym)?.identityKey;
  }

  /** The journal has it and the database has not: until it does, nobody takes it for one that was lost. */
  journaled(record: KnownRecord): void {
    if (!this.has(record)) this.#pending.set(record.leaf, record);
  }

  /** The database has it. @throws CoachError `bad-config` where another key signed for the pseudonym */
  stored({ pseudonym, identityKey, leaf }: KnownRecord): void {
    this.#pending.delete(leaf);
    const known = this.#persons.get(pseudonym) ?? { identityKey, leaves: new Set() };
    if (!equalBytes(known.identityKey, identityKey)) throw damagedJournal();
    if (!known.leaves.has(leaf)) this.#count += 1;
    known.leaves.add(leaf);
    this.#persons.set(pseudonym, known);
  }

  /** How many records of a person are known to exist and are not among these. */
  missing(pseudonym: string, leaves: readonly string[]): number {
    const present = new Set(leaves);
    for (const leaf of present) {
      const pending = this.#pending.get(leaf);
      // A commit that failed may have happened all the same.
      if (pending?.pseudonym === pseudonym) this.stored(pending);
    }
    const known = this.#persons.get(pseudonym)?.leaves ?? [];
    return [...known].filter((leaf) => !present.has(leaf)).length;
  }
}

/** @throws CoachError `bad-config` */
function recordOf({ identityKey, record }: JournaledConsent): KnownRecord {
  const subject = refusalOf(() => subjectOf(record));
  if ('refused' in subject || subject.keyId !== toBase64Url(keyIdOf(identityKey))) throw damagedJournal();
  return { pseudonym: subject.pseudonym, identityKey, leaf: toHex(leafOf(record)) };
}

export const damagedJournal = (cause?: unknown): CoachError =>
  new CoachError(
    'bad-config',
    'The journal of consent is damaged: bring back its own backup, or point FIT4WORK_COACH_CONSENTS to the right file.',
    { cause },
  );
