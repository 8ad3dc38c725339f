import { ProtocolError } from './error.js';

const malformed = (what: string): never => {
  throw new ProtocolError('malformed', `${what} is not as its clause says`);
};
const notCanonical = (): never => {
  throw new ProtocolError('not-canonical', 'the CBOR is not in core deterministic encoding');
};

/** The least argument of one, two, four or eight bytes: what is less has a shorter form. */
const leastOf = (info: number): number =>
  info === 24 ? 24 : info === 25 ? 0x100 : info === 26 ? 0x1_0000 : 0x1_0000_0000;

/**
 * A place in CBOR of clause 1.3, from which items are taken one by one. It accepts deterministic encoding alone and trusts
 * no length. What it gives out are views: whoever makes a cursor owns the bytes, or copies them before.
 */
export class CborCursor {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  get at(): number {
    return this.#at;
  }

  byte(what: string): number {
    return this.bytes[this.#at++] ?? malformed(what);
  }

  /** The next bytes, whatever they are. */
  take(length: number, what: string): Uint8Array {
    const end = this.#at + length;
    if (end > this.bytes.length) return malformed(what);
    const taken = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Steps over bytes that can only be these. */
  literal(expected: Uint8Array, what: string): void {
    for (let i = 0; i < expected.length; i++) if (this.bytes[this.#at + i] !== expected[i]) malformed(what);
    this.#at += expected.length;
  }

  /** The argument of an initial byte (RFC 8949 section 3), in its shortest form. */
  argument(info: number, what: string): number {
    if (info < 24) return info;
    if (info > 27) return malformed(what);
    let value = this.byte(what);
    for (let left = (1 << (info - 24)) - 1; left > 0; left--) value = value * 0x100 + this.byte(what);
    if (value < leastOf(info)) return notCanonical();
    return value <= Number.MAX_SAFE_INTEGER ? value : malformed(what);
  }

  uint(what: string): number {
    return this.#head(0, what);
  }

  byteString(what: string): Uint8Array {
    return this.take(this.#head(2, what), what);
  }

  /** A byte string of exactly so many bytes. */
  bytesOf(length: number, what: string): Uint8Array {
    return this.#head(2, what) === length ? this.take(length, what) : malformed(what);
  }

  /** Enters an array of exactly so many items. */
  array(length: number, what: string): void {
    if (this.#head(4, what) !== length) malformed(what);
  }

  /** Enters a map of exactly so many pairs. */
  map(size: number, what: string): void {
    if (this.#head(5, what) !== size) malformed(what);
  }

  /** Refuses what follows the last item. */
  end(what: string): void {
    if (this.#at !== this.bytes.length) malformed(what);
  }

  /** The argument of an item of this major type. */
  #head(major: number, what: string): number {
    const initial = this.byte(what);
    return initial >> 5 === major ? this.argument(initial & 0x1f, what) : malformed(what);
  }
}
