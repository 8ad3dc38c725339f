/** A secret of 64 bits and the last hash: two words, so that hashing a leaf allocates nothing. */
export class KeyedHash {
  readonly #low: number;
  readonly #high: number;
  #v0 = 0;
  #v1 = 0;
  #v2 = 0;
  #v3 = 0;
  /** The first word of the last hash, 0 to 2^32 - 1. */
  first = 0;
  /** The second word. */
  second = 0;

  /** @param key 8 random bytes that nobody else knows */
  constructor(key: Uint8Array) {
    this.#low = wordAt(key, 0);
    this.#high = wordAt(key, 4);
  }

  /**
   * HalfSipHash-2-4 with 64 bits of result, which it leaves in `first` and `second`. Whoever does not know the key cannot
   * choose bytes that collide.
   * @param bytes a multiple of four
   * @source J.-P. Aumasson and D. J. Bernstein, SipHash: a fast short-input PRF; the reference code's HalfSipHash
   */
  of(bytes: Uint8Array): void {
    this.#v0 = this.#low;
    this.#v1 = this.#high ^ 0xee;
    this.#v2 = 0x6c796765 ^ this.#low;
    this.#v3 = 0x74656462 ^ this.#high;
    for (let at = 0; at < bytes.length; at += 4) this.#absorb(wordAt(bytes, at));
    this.#absorb(bytes.length << 24);
    this.#v2 ^= 0xee;
    this.#mix(4);
    this.first = (this.#v1 ^ this.#v3) >>> 0;
    this.#v1 ^= 0xdd;
    this.#mix(4);
    this.second = (this.#v1 ^ this.#v3) >>> 0;
  }

  #absorb(word: number): void {
    this.#v3 ^= word;
    this.#mix(2);
    this.#v0 ^= word;
  }

  #mix(rounds: number): void {
    let [v0, v1, v2, v3] = [this.#v0, this.#v1, this.#v2, this.#v3];
    for (let round = 0; round < rounds; round += 1) {
      v0 = (v0 + v1) | 0;
      v1 = rotate(v1, 5) ^ v0;
      v0 = rotate(v0, 16);
      v2 = (v2 + v3) | 0;
      v3 = rotate(v3, 8) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = rotate(v3, 7) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = rotate(v1, 13) ^ v2;
      v2 = rotate(v2, 16);
    }
    this.#v0 = v0;
    this.#v1 = v1;
    this.#v2 = v2;
    this.#v3 = v3;
  }
}

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** Four bytes as a little-endian word; a DataView would have to be made for each leaf. */
function wordAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return a | (b << 8) | (c << 16) | (d << 24);
}
