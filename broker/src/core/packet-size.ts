/** How large a packet may be, the fixed header not counted. */
export interface PacketLimits {
  /** The first packet, which comes before anybody is known. */
  readonly first: number;
  readonly later: number;
}

/** Where in a packet the next byte is. */
type Place = 'type' | 'length' | 'body';

/**
 * Follows the framing of an MQTT stream (MQTT 3.1.1 section 2.2) and tells when a packet announces more than is allowed,
 * before a byte of it is buffered.
 */
export class PacketSize {
  readonly #limits: PacketLimits;
  #place: Place = 'type';
  /** Of the length, so far, and what its next byte counts. */
  #length = 0;
  #unit = 1;
  #left = 0;
  #isFirst = true;

  constructor(limits: PacketLimits) {
    this.#limits = limits;
  }

  /**
   * @param most packets that may end in what is passed on
   * @returns how much of the chunk may be passed on; undefined when a packet that it touches is larger than is allowed
   */
  advance(chunk: Uint8Array, most: number): number | undefined {
    let ended = 0;
    let at = 0;
    while (at < chunk.length && ended < most) {
      if (this.#place === 'body') {
        const taken = Math.min(this.#left, chunk.length - at);
        at += taken;
        this.#left -= taken;
      } else {
        if (!this.#header(chunk[at] ?? 0)) return undefined;
        at += 1;
      }
      if (this.#place === 'body' && this.#left === 0) {
        this.#place = 'type';
        ended += 1;
      }
    }
    return at;
  }

  #header(byte: number): boolean {
    if (this.#place === 'type') {
      this.#place = 'length';
      this.#length = 0;
      this.#unit = 1;
      return true;
    }
    this.#length += (byte & 0x7f) * this.#unit;
    this.#unit *= 0x80;
    // Four bytes at most.
    return byte < 0x80 ? this.#begin(this.#length) : this.#unit < 2 ** 28;
  }

  #begin(length: number): boolean {
    const most = this.#isFirst ? this.#limits.first : this.#limits.later;
    this.#isFirst = false;
    this.#place = 'body';
    this.#left = length;
    return length <= most;
  }
}
