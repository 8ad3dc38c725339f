import { utf8 } from '@scure/base';
import { toHex } from './bytes.js';
import { ProtocolError } from './error.js';

/* The counterpart of cbor-reader.ts: the same part of CBOR, in core deterministic encoding (SPEC.md clause 1.3). */

/** Arrays and maps around a value, at most. */
const MAX_DEPTH = 16;

const refuse = (): never => {
  throw new ProtocolError('malformed', 'only a value of clause 1.3 can be encoded in CBOR');
};

/** Items of CBOR, written one after the other into one array that grows as it must and is used again. */
export class CborWriter {
  #bytes = new Uint8Array(1024);
  #at = 0;

  /** A copy of what has been written. */
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  /** What has been written, until something else is: for whoever is done with it before. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Begins anew, over what was written. */
  restart(): void {
    this.#at = 0;
  }

  /** Begins anew, and leaves nothing of what was written: it may have been a key. */
  wipe(): void {
    this.#bytes.fill(0, 0, this.#at);
    this.#at = 0;
  }

  /** An initial byte and its argument (RFC 8949 section 3), in the shortest form. */
  head(major: number, argument: number): void {
    this.#reserve(9);
    const type = major << 5;
    if (argument < 24) this.#bytes[this.#at++] = type | argument;
    else if (argument < 0x100) this.#argument(type | 24, argument, 1);
    else if (argument < 0x1_0000) this.#argument(type | 25, argument, 2);
    else if (argument < 0x1_0000_0000) this.#argument(type | 26, argument, 4);
    else this.#argument(type | 27, argument, 8);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  byteString(bytes: Uint8Array): void {
    this.head(2, bytes.length);
    this.raw(bytes);
  }

  #argument(initial: number, argument: number, size: number): void {
    this.#bytes[this.#at] = initial;
    let rest = argument;
    for (let i = this.#at + size; i > this.#at; i--) {
      this.#bytes[i] = rest;
      rest = Math.floor(rest / 0x100);
    }
    this.#at += 1 + size;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#at + length));
    larger.set(this.#bytes);
    this.#bytes.fill(0);
    this.#bytes = larger;
  }
}

/** Bytewise lexicographic order of the encoded keys (RFC 8949 section 4.2.1): for unsigned integers, their own. */
function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number' && a >= 0 && b >= 0) return a - b;
  return toHex(writeCbor(a)) < toHex(writeCbor(b)) ? -1 : 1;
}

function writeMap(writer: CborWriter, map: ReadonlyMap<unknown, unknown>, depth: number): void {
  if (depth === MAX_DEPTH) refuse();
  writer.head(5, map.size);
  for (const key of [...map.keys()].sort(compareKeys)) {
    if (typeof key !== 'number' && typeof key !== 'string') refuse();
    writeValue(writer, key, depth + 1);
    writeValue(writer, map.get(key), depth + 1);
  }
}

function writeBytes(writer: CborWriter, major: number, bytes: Uint8Array): void {
  writer.head(major, bytes.length);
  writer.raw(bytes);
}

const SIMPLE: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  [false, 20],
  [true, 21],
  [null, 22],
]);

function writeNumber(writer: CborWriter, value: number): void {
  if (!Number.isSafeInteger(value)) refuse();
  if (value < 0) writer.head(1, -1 - value);
  else writer.head(0, value);
}

function writeArray(writer: CborWriter, items: readonly unknown[], depth: number): void {
  if (depth === MAX_DEPTH) refuse();
  writer.head(4, items.length);
  for (const item of items) writeValue(writer, item, depth + 1);
}

/** Half of a surrogate pair has no UTF-8. */
const textBytes = (text: string): Uint8Array => utf8.decode(/\p{Surrogate}/u.test(text) ? refuse() : text);

function writeValue(writer: CborWriter, value: unknown, depth: number): void {
  if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'string') writeBytes(writer, 3, textBytes(value));
  else if (value instanceof Uint8Array) writeBytes(writer, 2, value);
  else if (Array.isArray(value)) writeArray(writer, value, depth);
  else if (value instanceof Map) writeMap(writer, value, depth);
  else writer.head(7, SIMPLE.get(value) ?? refuse());
}

/** The writer that is free: making one costs more than writing most values. */
let idle: CborWriter | undefined;

/** @throws ProtocolError `malformed` for what is no value of clause 1.3 */
export function writeCbor(value: unknown): Uint8Array {
  // Taken, not shared: keys are encoded to be compared while their map is being written.
  const writer = idle ?? new CborWriter();
  idle = undefined;
  try {
    writeValue(writer, value, 0);
    return writer.written();
  } finally {
    writer.wipe();
    idle = writer;
  }
}
