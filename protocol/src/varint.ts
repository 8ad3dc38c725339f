import { ProtocolError } from './error.js';

/** Unsigned LEB128 for numbers up to 2^32 - 1, in the fewest bytes. */
export function pushVarint(out: number[], value: number): void {
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
    value += (byte & 0x7f) * scale;
    if (value > 0xffff_ffff || (byte === 0 && scale > 1)) throw new ProtocolError('malformed', 'a varint is overlong');
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
