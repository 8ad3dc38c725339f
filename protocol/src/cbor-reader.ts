import { utf8 } from '@scure/base';
import { toHex } from './bytes.js';
import { CborCursor } from './cbor-cursor.js';
import { ProtocolError } from './error.js';

/* The part of CBOR that the protocol uses, read in one pass that accepts deterministic encoding alone (SPEC.md clause
   1.3). A general decoder accepts several encodings of one value, so that one record could have many leaves; reading,
   encoding again and comparing costs twice the work. Nothing here trusts a length: an item is taken before it is kept. */

/** Arrays and maps around a value, at most. */
const MAX_DEPTH = 16;

const VALUE = 'a CBOR value';

const malformed = (): never => {
  throw new ProtocolError('malformed', 'the bytes are not one CBOR value of clause 1.3');
};
const notCanonical = (): never => {
  throw new ProtocolError('not-canonical', 'the CBOR is not in core deterministic encoding');
};

function readString(bytes: Uint8Array): string {
  try {
    return utf8.encode(bytes);
  } catch (cause) {
    throw new ProtocolError('malformed', 'a CBOR text is not UTF-8', { cause });
  }
}

interface Key {
  readonly value: number | string;
  readonly encoded: Uint8Array;
}

function readKey(cursor: CborCursor): Key {
  const start = cursor.at;
  const value = readValue(cursor, MAX_DEPTH);
  if (typeof value !== 'number' && typeof value !== 'string') return malformed();
  return { value, encoded: cursor.bytes.subarray(start, cursor.at) };
}

/** Bytewise lexicographic order of the encoded keys (RFC 8949 section 4.2.1): for unsigned integers, their own. */
function isAfter(key: Key, before: Key): boolean {
  const [a, b] = [before.value, key.value];
  if (typeof a === 'number' && typeof b === 'number' && a >= 0 && b >= 0) return b > a;
  return toHex(key.encoded) > toHex(before.encoded);
}

function readArray(cursor: CborCursor, length: number, depth: number): unknown[] {
  const items: unknown[] = [];
  for (let i = 0; i < length; i++) items.push(readValue(cursor, depth + 1));
  return items;
}

function readMap(cursor: CborCursor, length: number, depth: number): Map<number | string, unknown> {
  const map = new Map<number | string, unknown>();
  let before: Key | undefined;
  for (let i = 0; i < length; i++) {
    const key = readKey(cursor);
    if (map.has(key.value)) return malformed();
    if (before !== undefined && !isAfter(key, before)) return notCanonical();
    before = key;
    map.set(key.value, readValue(cursor, depth + 1));
  }
  return map;
}

const SIMPLE: ReadonlyMap<number, unknown> = new Map<number, unknown>([
  [20, false],
  [21, true],
  [22, null],
]);

function readValue(cursor: CborCursor, depth: number): unknown {
  const initial = cursor.byte(VALUE);
  const info = initial & 0x1f;
  const major = initial >> 5;
  if (major === 7) return SIMPLE.has(info) ? SIMPLE.get(info) : malformed();
  const argument = cursor.argument(info, VALUE);
  if (major === 0) return argument;
  if (major === 1) return argument < Number.MAX_SAFE_INTEGER ? -1 - argument : malformed();
  if (major === 2) return cursor.take(argument, VALUE);
  if (major === 3) return readString(cursor.take(argument, VALUE));
  if (depth === MAX_DEPTH) return malformed();
  if (major === 4) return readArray(cursor, argument, depth);
  return major === 5 ? readMap(cursor, argument, depth) : malformed();
}

/**
 * Reads one value and nothing after it: integers of at most 53 bits, byte and text strings, arrays, maps with integer or
 * text keys, false, true and null. Byte strings are views of one copy of the bytes.
 *
 * @throws ProtocolError `malformed`, `not-canonical`
 */
export function readCbor(bytes: Uint8Array): unknown {
  const cursor = new CborCursor(new Uint8Array(bytes));
  const value = readValue(cursor, 0);
  cursor.end(VALUE);
  return value;
}

/** Reads values until nothing follows (RFC 8742). @throws ProtocolError `malformed`, `not-canonical` */
export function readCborSequence(bytes: Uint8Array): readonly unknown[] {
  return [...eachCbor(bytes)];
}

/** As {@link readCborSequence}, one value at a time, so that whoever reads many can do something in between. */
export function* eachCbor(bytes: Uint8Array): Generator<unknown> {
  const cursor = new CborCursor(new Uint8Array(bytes));
  while (cursor.at < bytes.length) yield readValue(cursor, 0);
}

/**
 * Reads one value of a structure that is known beforehand, without making a value of every item on the way.
 *
 * @param bytes the caller's own: what is read are views of them
 * @param read takes every item, and refuses whatever is not as its clause says
 * @throws ProtocolError as `read` does; `not-canonical` or `malformed` first where nobody could read the bytes
 */
export function readKnown<T>(bytes: Uint8Array, read: (cursor: CborCursor) => T): T {
  const cursor = new CborCursor(bytes);
  try {
    const value = read(cursor);
    cursor.end(VALUE);
    return value;
  } catch (refusal) {
    // Another encoding of the right value is to be told from a wrong value, and `read` stops at whichever comes first.
    readCbor(bytes);
    throw refusal;
  }
}
