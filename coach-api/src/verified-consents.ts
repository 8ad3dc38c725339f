import type { ConsentRecord } from '@fit4work/protocol';

interface Kept {
  readonly record: ConsentRecord;
  readonly size: number;
}

/** Of what does not fit, one in so many is let in, in place of the oldest. */
const LET_IN = 32;

/**
 * Records of consent whose signature was verified, by whose and which: their bytes cannot change without their leaf. Bounded by
 * the length of what was verified, which is some 1.7 times what is kept of it.
 *
 * Everybody's consent is gone through in one order again and again. If each newcomer took the place of the oldest, a little
 * more than there is room for would never be found again; so most of them are turned away, and most of the others found.
 */
export class VerifiedConsents {
  readonly #room: number;
  readonly #kept = new Map<string, Kept>();
  #size = 0;
  #turnedAway = 0;

  /** @param room characters of JWS */
  constructor(room: number) {
    this.#room = room;
  }

  find(name: string): ConsentRecord | undefined {
    return this.#kept.get(name)?.record;
  }

  /** @param size characters of its JWS */
  keep(name: string, record: ConsentRecord, size: number): void {
    if (this.#size + size > this.#room && !this.#makeRoom(size)) return;
    this.#drop(name);
    this.#kept.set(name, { record, size });
    this.#size += size;
  }

  #makeRoom(size: number): boolean {
    this.#turnedAway = (this.#turnedAway + 1) % LET_IN;
    if (this.#turnedAway !== 0 || size > this.#room) return false;
    for (const name of this.#kept.keys()) {
      if (this.#size + size <= this.#room) break;
      this.#drop(name);
    }
    return true;
  }

  #drop(name: string): void {
    this.#size -= this.#kept.get(name)?.size ?? 0;
    this.#kept.delete(name);
  }
}
