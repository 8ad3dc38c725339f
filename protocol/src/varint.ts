import { ProtocolError } from './error.js';

/** The largest number on the wire of clause 4.1. */
export const MAX_VARINT = 0xffff_ffff;
/** Scale of the fifth byte, the last that a number of 32 bits needs. */
const MAX_SCALE = 2 ** 28;

/**
 * Unsigned LEB128 for numbers up to 2^32 - 1, in the fewest bytes.
 *
 * @throws ProtocolError `out-of-range`, so that no number wraps into another
 */
export function pushVarint(out: number[], value: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > MAX_VARINT) {
    throw new ProtocolError('out-of-range', 'a series has a number that does not fit its place');
  }
  let rest = value;
  while (rest > 0x7f) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
export const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

/**
 * Reads every varint of a byte string.
 *
 * @throws ProtocolError `malformed` on a cut, overlong or too large one
 */
export function readVarints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    // Before the scale leaves the exact integers: 0 × Infinity is no number, and no comparison refuses it.
    if (scale > MAX_SCALE) throw new ProtocolError('malformed', 'a varint is overlong');
    value += (byte & 0x7f) * scale;
    if (value > MAX_VARINT || (byte === 0 && scale > 1)) throw new ProtocolError('malformed', 'a varint is overlong');
    scale *= 0x80;
    if (byte < 0x80) {
      values.push(value);
      value = 0;
      scale = 1;
    }
  }
  if (scale > 1) throw new ProtocolError('malformed', 'a varint is cut short');
  return values;
}
