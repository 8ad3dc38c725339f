/* Hostile inputs, cheap enough for millions: each costs about as much as copying it. */

const ROOM = 160 * 1024;
/** Longer than every limit of SPEC.md section 15. */
const LONG = 140_000;
/** Bytes with a meaning in CBOR, LEB128, JSON, base64 or a line of text. */
const TELLING = Uint8Array.from([
  ...[0x00, 0x01, 0x17, 0x18, 0x19, 0x1b, 0x3b, 0x40, 0x5f, 0x60, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xd2, 0xf6, 0xfb, 0xff],
  ...Array.from('\n\t \r.,:;=+-_/"\\[]{}09azAZ', (letter) => letter.charCodeAt(0)),
]);
/** Heads of items that claim to be longer than any memory, and numbers that no reader holds. */
const LIES = [
  Uint8Array.of(0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0x9b, 0x00, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0x7a, 0x7f, 0xff, 0xff, 0xff),
  Uint8Array.of(0xba, 0x7f, 0xff, 0xff, 0xff),
  Uint8Array.of(0x59, 0xff, 0xff),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
  Uint8Array.from('99999999999999999999', (digit) => digit.charCodeAt(0)),
];
/** What nests when it is repeated: arrays and maps of CBOR, of JSON, and openings of text. */
const NESTING = [0x81, 0xa1, 0xd2, 0x80, 0x5b, 0x7b, 0x22, 0x78, 0x0a];

/** A seeded source of hostile inputs (Marsaglia's xorshift32). */
export class Mutation {
  #state: number;
  readonly #bytes = new Uint8Array(ROOM);
  #length = 0;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  /** A whole number from 0 up to, and not including, `limit`. */
  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % limit;
  }

  /** Nothing but chance in one of sixteen, else one of the seeds with one to four edits. */
  input(seeds: readonly Uint8Array[]): Uint8Array {
    if (this.below(16) === 0) return this.#random(this.below(400));
    this.#set(this.#pick(seeds));
    for (let edits = 1 + this.below(4); edits > 0; edits--) this.#edit(seeds);
    return this.#bytes.slice(0, this.#length);
  }

  #pick<T>(from: readonly T[]): T {
    const one = from[this.below(from.length)];
    if (one === undefined) throw new TypeError('there must be something to pick from');
    return one;
  }

  #random(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  #set(bytes: Uint8Array): void {
    this.#bytes.set(bytes);
    this.#length = bytes.length;
  }

  #edit(seeds: readonly Uint8Array[]): void {
    const at = this.below(this.#length + 1);
    const kind = this.below(10);
    if (kind < 3) this.#bytes[at] = (this.#bytes[at] ?? 0) ^ (1 << this.below(8));
    else if (kind === 3) this.#bytes[at] = TELLING[this.below(TELLING.length)] ?? 0;
    else if (kind === 4) this.#length = at;
    else if (kind === 5) this.#insert(at, this.#random(1 + this.below(8)));
    else if (kind === 6) this.#remove(at, 1 + this.below(16));
    else if (kind === 7) this.#insert(at, this.#slice(this.#pick(seeds)));
    else if (kind === 8) this.#overwrite(at, this.#pick(LIES));
    else this.#insert(at, this.#nest());
  }

  #slice(seed: Uint8Array): Uint8Array {
    const from = this.below(seed.length + 1);
    return seed.subarray(from, from + this.below(64));
  }

  #nest(): Uint8Array {
    const depth = this.below(2048) === 0 ? LONG : 1 + this.below(40);
    return new Uint8Array(depth).fill(this.#pick(NESTING));
  }

  #insert(at: number, bytes: Uint8Array): void {
    if (this.#length + bytes.length > ROOM) return;
    this.#bytes.copyWithin(at + bytes.length, at, this.#length);
    this.#bytes.set(bytes, at);
    this.#length += bytes.length;
  }

  #remove(at: number, count: number): void {
    const end = Math.min(this.#length, at + count);
    this.#bytes.copyWithin(at, end, this.#length);
    this.#length -= end - at;
  }

  #overwrite(at: number, bytes: Uint8Array): void {
    if (at + bytes.length > ROOM) return;
    this.#bytes.set(bytes, at);
    this.#length = Math.max(this.#length, at + bytes.length);
  }
}
