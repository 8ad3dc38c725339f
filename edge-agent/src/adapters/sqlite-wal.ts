import { equalBytes } from '@fit4work/protocol';

/*
 * SQLite's write-ahead log (https://sqlite.org/fileformat2.html#walformat). To SQLite a frame that does not verify is the
 * end: one flipped bit takes everything committed after it, and with it envelopes that may have gone out. The sums of the
 * frames tell which bit it was, and it is turned back. They are sums modulo 2^32, so that a high bit of one word may look
 * like that of another: then the page is taken as it stands, and what was flipped in it is noticed row by row.
 */

const HEADER = 32;
const FRAME_HEADER = 24;
const LITTLE_ENDIAN_SUMS = 0x377f0682;
const WORD = 8;

type Sums = readonly [number, number];

/**
 * The log with single flipped bits turned back, up to where it ends.
 *
 * @returns undefined where there was nothing that could be turned back
 */
export function mendWal(log: Uint8Array): Uint8Array | undefined {
  const bytes = log.slice();
  if (bytes.length < HEADER) return undefined;
  let mended = mendHeader(bytes);
  const view = new DataView(bytes.buffer);
  const frame = FRAME_HEADER + view.getUint32(8);
  const littleEndian = view.getUint32(0) === LITTLE_ENDIAN_SUMS;
  const salts = bytes.subarray(16, 24);
  let sums = sumsAt(view, 24);
  let end = HEADER;
  for (; end + frame <= bytes.length; end += frame) {
    const each = new Frame(bytes.subarray(end, end + frame), { salts, littleEndian, sums });
    if (!each.isWhole()) {
      if (!each.mend()) break;
      mended = true;
    }
    sums = each.stored;
  }
  if (!mended) return undefined;
  sums = sumsAt(view, 24);
  for (let at = HEADER; at < end; at += frame) {
    sums = new Frame(bytes.subarray(at, at + frame), { salts, littleEndian, sums }).sumUp();
  }
  return bytes.slice(0, end);
}

function mendHeader(bytes: Uint8Array): boolean {
  const header = bytes.subarray(0, HEADER);
  const isWhole = (): boolean => {
    const view = new DataView(header.buffer, header.byteOffset, HEADER);
    const sums = sumUp(view, { to: 24, littleEndian: view.getUint32(0) === LITTLE_ENDIAN_SUMS, sums: [0, 0] });
    return isSame(sums, sumsAt(view, 24));
  };
  if (isWhole()) return false;
  // The first frame has the same salts.
  const bits = bitsThatMend(header, () => isWhole() && equalBytes(bytes.subarray(16, 24), bytes.subarray(40, 48)));
  // Where several would do: its first four words are far below 2^31, and last come the sums themselves.
  const bit = bits.find((each) => each < 16 * 8 && ((header[each >> 3] ?? 0) & 0x80) !== 0) ?? bits.at(-1);
  if (bit !== undefined) flip(header, bit);
  return bit !== undefined;
}

/** The bits of which each alone, flipped, makes the bytes whole. */
function bitsThatMend(bytes: Uint8Array, isWhole: () => boolean): readonly number[] {
  const found: number[] = [];
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    flip(bytes, bit);
    if (isWhole()) found.push(bit);
    flip(bytes, bit);
  }
  return found;
}

function flip(bytes: Uint8Array, bit: number): void {
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
}

/** What a frame is checked against. */
interface Before {
  /** Of the log; those of a frame that an earlier log left are others. */
  readonly salts: Uint8Array;
  readonly littleEndian: boolean;
  readonly sums: Sums;
}

class Frame {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #before: Before;

  constructor(bytes: Uint8Array, before: Before) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#before = before;
  }

  get stored(): Sums {
    return sumsAt(this.#view, 16);
  }

  isWhole(): boolean {
    return this.#wrongSalts() === 0 && isSame(this.#sums(), this.stored);
  }

  /** A frame of an earlier log has two other salts, one of them random: it is not mended, it is the end. */
  mend(): boolean {
    if (this.#wrongSalts() === 1) {
      if (!isSame(this.#sums(), this.stored)) return false;
      this.#bytes.set(this.#before.salts, 8);
      return true;
    }
    if (this.#wrongSalts() > 1) return false;
    // Number of the page and size of the file are far below 2^31.
    for (const at of [0, 4]) this.#bytes[at] = (this.#bytes[at] ?? 0) & 0x7f;
    const sums = this.#sums();
    const [first, second] = this.stored;
    if (isSame(sums, this.stored)) return true;
    if (bitsOf(sums[0] ^ first) + bitsOf(sums[1] ^ second) === 1) {
      this.sumUp();
      return true;
    }
    return this.#mendContent();
  }

  /** Writes its sums anew. */
  sumUp(): Sums {
    const sums = this.#sums();
    this.#view.setUint32(16, sums[0]);
    this.#view.setUint32(20, sums[1]);
    return sums;
  }

  #mendContent(): boolean {
    const whole = (): boolean => isSame(this.#sums(), this.stored);
    const [head, page] = [this.#bytes.subarray(0, 8), this.#bytes.subarray(FRAME_HEADER)];
    const [inHead, inPage] = [bitsThatMend(head, whole), bitsThatMend(page, whole)];
    // One of them is the bit, and nothing says which: the page is taken as it stands.
    if (inHead.length + inPage.length > 1) return true;
    if (inHead[0] !== undefined) flip(head, inHead[0]);
    if (inPage[0] !== undefined) flip(page, inPage[0]);
    return inHead.length + inPage.length === 1;
  }

  #wrongSalts(): number {
    return this.#before.salts.reduce((bits, byte, i) => bits + bitsOf(byte ^ (this.#bytes[8 + i] ?? 0)), 0);
  }

  #sums(): Sums {
    const { littleEndian, sums } = this.#before;
    const head = sumUp(this.#view, { to: 8, littleEndian, sums });
    return sumUp(this.#view, { from: FRAME_HEADER, to: this.#bytes.length, littleEndian, sums: head });
  }
}

function sumUp(
  view: DataView,
  { from = 0, to, littleEndian, sums }: { from?: number; to: number; littleEndian: boolean; sums: Sums },
): Sums {
  let [first, second] = sums;
  for (let at = from; at < to; at += WORD) {
    first = (first + view.getUint32(at, littleEndian) + second) >>> 0;
    second = (second + view.getUint32(at + 4, littleEndian) + first) >>> 0;
  }
  return [first, second];
}

/** Sums are stored with the highest byte first, whatever they are sums of. */
const sumsAt = (view: DataView, at: number): Sums => [view.getUint32(at), view.getUint32(at + 4)];

const isSame = (a: Sums, b: Sums): boolean => a[0] === b[0] && a[1] === b[1];

function bitsOf(word: number): number {
  let bits = 0;
  for (let rest = word >>> 0; rest > 0; rest >>>= 1) bits += rest & 1;
  return bits;
}
