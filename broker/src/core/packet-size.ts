/** How large a packet may be, the fixed header not counted. */
export interface PacketLimits {
  /** The first packet, which comes before anybody is known. */
  readonly first: number;
  readonly later: number;
}

type State =
  | { readonly at: 'type' }
  | { readonly at: 'length'; value: number; shift: number }
  | { readonly at: 'body' };

/**
 * Follows the framing of an MQTT stream (MQTT 3.1.1 section 2.2) and tells when a packet announces more than is allowed,
 * before a byte of it is buffered.
 */
export class PacketSize {
  readonly #limits: PacketLimits;
  #state: State = { at: 'type' };
  #left = 0;
  #packets = 0;

  constructor(limits: PacketLimits) {
    this.#limits = limits;
  }

  /** @returns whether every packet that the chunk touches is within the limits */
  accepts(chunk: Uint8Array): boolean {
    let i = 0;
    while (i < chunk.length) {
      if (this.#state.at === 'body') {
        const taken = Math.min(this.#left, chunk.length - i);
        i += taken;
        this.#left -= taken;
        if (this.#left === 0) this.#state = { at: 'type' };
      } else {
        if (!this.#header(chunk[i] ?? 0)) return false;
        i += 1;
      }
    }
    return true;
  }

  #header(byte: number): boolean {
    if (this.#state.at !== 'length') {
      this.#state = { at: 'length', value: 0, shift: 0 };
      return true;
    }
    const { shift } = this.#state;
    const value = this.#state.value + (byte & 0x7f) * 2 ** shift;
    if (byte >= 0x80) {
      this.#state = { at: 'length', value, shift: shift + 7 };
      return shift < 21;
    }
    return this.#begin(value);
  }

  #begin(length: number): boolean {
    this.#packets = Math.min(this.#packets + 1, 2);
    this.#left = length;
    this.#state = length === 0 ? { at: 'type' } : { at: 'body' };
    return length <= (this.#packets === 1 ? this.#limits.first : this.#limits.later);
  }
}
