import { utf8 } from '@scure/base';
import { ProtocolError } from './error.js';

/* The counterpart of cbor-reader.ts: the same part of CBOR, in core deterministic encoding (SPEC.md clause 1.3). */

const MAX_DEPTH = 16;

const refuse = (): never => {
  throw new ProtocolError('malformed', 'only a value of clause 1.3 can be encoded in CBOR');
};

class Writer {
  #bytes = new Uint8Array(256);
  #at = 0;

  written(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  /** An initial byte and its argument (RFC 8949 section 3), in the shortest form. */
  head(major: number, argument: number): void {
    const size = argument < 24 ? 0 : argument < 0x100 ? 1 : argument < 0x1_0000 ? 2 : argument < 0x1_0000_0000 ? 4 : 8;
    this.#reserve(9);
    this.#bytes[this.#at++] = (major << 5) | (size === 0 ? argument : 24 + Math.log2(size));
    let rest = argument;
    for (let i = this.#at + size - 1; i >= this.#at; i--) {
      this.#bytes[i] = rest % 0x100;
      rest = Math.floor(rest / 0x100);
    }
    this.#at += size;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#at + length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Bytewise lexicographic order of the encoded keys (RFC 8949 section 4.2.1): for unsigned integers, their own. */
function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number' && a >= 0 && b >= 0) return a - b;
  const [first, second] = [writeCbor(a), writeCbor(b)];
  const at = first.findIndex((byte, i) => byte !== second[i]);
  return (first[at] ?? 0) - (second[at] ?? 0);
}

function writeMap(writer: Writer, map: ReadonlyMap<unknown, unknown>, depth: number): void {
  writer.head(5, map.size);
  for (const key of [...map.keys()].sort(compareKeys)) {
    writeValue(writer, key, depth + 1);
    writeValue(writer, map.get(key), depth + 1);
  }
}

function writeBytes(writer: Writer, major: number, bytes: Uint8Array): void {
  writer.head(major, bytes.length);
  writer.raw(bytes);
}

const SIMPLE: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  [false, 20],
  [true, 21],
  [null, 22],
]);

function writeNumber(writer: Writer, value: number): void {
  if (!Number.isSafeInteger(value)) refuse();
  if (value < 0) writer.head(1, -1 - value);
  else writer.head(0, value);
}

function writeArray(writer: Writer, items: readonly unknown[], depth: number): void {
  writer.head(4, items.length);
  for (const item of items) writeValue(writer, item, depth + 1);
}

function writeValue(writer: Writer, value: unknown, depth: number): void {
  if (depth > MAX_DEPTH) refuse();
  if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'string') writeBytes(writer, 3, utf8.decode(value));
  else if (value instanceof Uint8Array) writeBytes(writer, 2, value);
  else if (Array.isArray(value)) writeArray(writer, value, depth);
  else if (value instanceof Map) writeMap(writer, value, depth);
  else writer.head(7, SIMPLE.get(value) ?? refuse());
}

/** @throws ProtocolError `malformed` for what is no value of clause 1.3 */
export function writeCbor(value: unknown): Uint8Array {
  const writer = new Writer();
  writeValue(writer, value, 0);
  return writer.written();
}
