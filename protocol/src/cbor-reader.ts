import { utf8 } from '@scure/base';
import { ProtocolError } from './error.js';

/* The part of CBOR that the protocol uses, read in one pass that accepts deterministic encoding alone (SPEC.md clause
   1.3). A general decoder accepts several encodings of one value, so that one record could have many leaves; reading,
   encoding again and comparing costs twice the work. Nothing here trusts a length: an item is taken before it is kept. */

const MAX_DEPTH = 16;

const malformed = (): never => {
  throw new ProtocolError('malformed', 'the bytes are not one CBOR value of clause 1.3');
};
const notCanonical = (): never => {
  throw new ProtocolError('not-canonical', 'the CBOR is not in core deterministic encoding');
};

class Reader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  get at(): number {
    return this.#at;
  }

  /** The next bytes, not copied. */
  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.bytes.length) return malformed();
    const taken = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  byte(): number {
    return this.bytes[this.#at++] ?? malformed();
  }

  /** The argument of an initial byte (RFC 8949 section 3), in its shortest form. */
  argument(info: number): number {
    if (info < 24) return info;
    if (info > 27) return malformed();
    let value = 0;
    for (let left = 2 ** (info - 24); left > 0; left--) value = value * 0x100 + this.byte();
    const least = info === 24 ? 24 : 2 ** (4 * 2 ** (info - 24));
    if (value < least) return notCanonical();
    return value <= Number.MAX_SAFE_INTEGER ? value : malformed();
  }
}

function readString(bytes: Uint8Array): string {
  try {
    return utf8.encode(bytes);
  } catch (cause) {
    throw new ProtocolError('malformed', 'a CBOR text is not UTF-8', { cause });
  }
}

type Span = readonly [start: number, end: number];

/** Bytewise lexicographic order of two stretches (RFC 8949 section 4.2.1). */
function compare(bytes: Uint8Array, [a, endOfA]: Span, [b, endOfB]: Span): number {
  const length = Math.min(endOfA - a, endOfB - b);
  for (let i = 0; i < length; i++) {
    const difference = (bytes[a + i] ?? 0) - (bytes[b + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return endOfA - a - (endOfB - b);
}

function readArray(reader: Reader, length: number, depth: number): unknown[] {
  const items: unknown[] = [];
  for (let i = 0; i < length; i++) items.push(readValue(reader, depth + 1));
  return items;
}

function readMap(reader: Reader, length: number, depth: number): Map<number | string, unknown> {
  const map = new Map<number | string, unknown>();
  let before: Span | undefined;
  for (let i = 0; i < length; i++) {
    const start = reader.at;
    const key = readValue(reader, depth + 1);
    if (typeof key !== 'number' && typeof key !== 'string') return malformed();
    const encoded: Span = [start, reader.at];
    const order = before === undefined ? -1 : compare(reader.bytes, before, encoded);
    if (order === 0) return malformed();
    if (order > 0) return notCanonical();
    before = encoded;
    map.set(key, readValue(reader, depth + 1));
  }
  return map;
}

const SIMPLE: ReadonlyMap<number, unknown> = new Map<number, unknown>([
  [20, false],
  [21, true],
  [22, null],
]);

function readValue(reader: Reader, depth: number): unknown {
  if (depth > MAX_DEPTH) return malformed();
  const initial = reader.byte();
  const info = initial & 0x1f;
  const major = initial >> 5;
  if (major === 7) return SIMPLE.has(info) ? SIMPLE.get(info) : malformed();
  const argument = reader.argument(info);
  if (major === 0) return argument;
  if (major === 1) return argument < Number.MAX_SAFE_INTEGER ? -1 - argument : malformed();
  if (major === 2) return new Uint8Array(reader.take(argument));
  if (major === 3) return readString(reader.take(argument));
  if (major === 4) return readArray(reader, argument, depth);
  return major === 5 ? readMap(reader, argument, depth) : malformed();
}

/**
 * Reads one value and nothing after it: integers of at most 53 bits, byte and text strings, arrays, maps with integer or
 * text keys, false, true and null.
 *
 * @throws ProtocolError `malformed`, `not-canonical`
 */
export function readCbor(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  const value = readValue(reader, 0);
  return reader.at === bytes.length ? value : malformed();
}
