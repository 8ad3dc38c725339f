import { AnchorError } from '../error.js';
import { KeyedHash } from './keyed-hash.js';

/** Parts of the index. Each grows by itself, so that growing neither doubles the memory nor makes anybody wait. */
const PARTS = 1024;
/** Words of a slot: 32 bits of the leaf's hash, and its position plus one; 0 there says that the slot is free. */
const SLOT = 2;
const MAX_LOAD = 0.85;
const GROWTH = 9 / 8;
const LEAST_SLOTS = 16;
/** Parts begin at sizes an eighth of a growth apart, or all of them would grow within the same batches. */
const PHASES = 8;
const MAX_POSITION = 2 ** 32 - 2;

/** Whether the leaf that is looked for stands at this position of the log. */
export type Confirm = (position: number) => boolean;

interface Part {
  slots: Uint32Array;
  used: number;
}

/**
 * Finds the position of a leaf in the log, at 8 bytes a slot and about 10 bytes a leaf. It keeps 42 bits of a keyed hash of
 * each leaf and not the leaf: the caller confirms what it finds against the leaf on disk. It is made anew at each start.
 */
export class DuplicateIndex {
  readonly #hash: KeyedHash;
  readonly #parts: Part[];
  #size = 0;

  /**
   * @param key 8 random bytes, new at each start: leaves that were chosen to collide would have to be chosen without it
   * @param expected leaves to make room for at once
   */
  constructor(key: Uint8Array, expected = 0) {
    this.#hash = new KeyedHash(key);
    const least = Math.max(LEAST_SLOTS, Math.ceil((expected / PARTS / MAX_LOAD) * 1.02));
    this.#parts = Array.from({ length: PARTS }, (_, i) => ({
      slots: new Uint32Array(SLOT * Math.ceil(least * GROWTH ** ((i % PHASES) / PHASES))),
      used: 0,
    }));
  }

  /** Leaves in it. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of its slots. */
  get byteLength(): number {
    return this.#parts.reduce((sum, { slots }) => sum + slots.byteLength, 0);
  }

  /** Adds a leaf that is not in it. @throws AnchorError `full-log` beyond 2^32 - 1 leaves */
  add(leaf: Uint8Array, position: number): void {
    if (position > MAX_POSITION) {
      throw new AnchorError('full-log', 'The log has as many leaves as one log can have: begin another one.');
    }
    this.#hash.of(leaf);
    const part = this.#part();
    if (part.used + 1 > (part.slots.length / SLOT) * MAX_LOAD) grow(part);
    put(part.slots, this.#hash.second, position + 1);
    part.used += 1;
    this.#size += 1;
  }

  /** @returns the position that the caller confirmed */
  find(leaf: Uint8Array, confirm: Confirm): number | undefined {
    this.#hash.of(leaf);
    const { second } = this.#hash;
    const { slots } = this.#part();
    for (let at = slotOf(slots, second); ; at = at + SLOT === slots.length ? 0 : at + SLOT) {
      const position = (slots[at + 1] ?? 0) - 1;
      if (position < 0) return undefined;
      if (slots[at] === second && confirm(position)) return position;
    }
  }

  #part(): Part {
    const part = this.#parts[this.#hash.first % PARTS];
    if (part === undefined) throw new RangeError('there is a part for every hash');
    return part;
  }
}

/** Slots in the order of hashes, so that growing reads and writes a part from its beginning to its end. */
function slotOf(slots: Uint32Array, hash: number): number {
  return SLOT * Math.floor((hash / 2 ** 32) * (slots.length / SLOT));
}

function put(slots: Uint32Array, hash: number, mark: number): void {
  let at = slotOf(slots, hash);
  while (slots[at + 1] !== 0) at = at + SLOT === slots.length ? 0 : at + SLOT;
  slots[at] = hash;
  slots[at + 1] = mark;
}

function grow(part: Part): void {
  const before = part.slots;
  part.slots = new Uint32Array(SLOT * Math.ceil((before.length / SLOT) * GROWTH));
  for (let at = 0; at < before.length; at += SLOT) {
    const mark = before[at + 1] ?? 0;
    if (mark !== 0) put(part.slots, before[at] ?? 0, mark);
  }
}
