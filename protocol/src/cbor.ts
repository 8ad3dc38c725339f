import { eachCbor, readCbor, readCborSequence } from './cbor-reader.js';
import { writeCbor } from './cbor-writer.js';
import { ProtocolError } from './error.js';

/**
 * Writes one CBOR value of the profile of clause 1.3, in core deterministic encoding (RFC 8949 section 4.2.1).
 *
 * @throws ProtocolError `malformed`
 */
export const encodeCbor = (value: unknown): Uint8Array => writeCbor(value);

/**
 * Reads one CBOR value of the profile of clause 1.3, in core deterministic encoding.
 *
 * @throws ProtocolError `malformed`, `not-canonical`
 */
export const decodeCbor = (bytes: Uint8Array): unknown => readCbor(bytes);

/**
 * Reads the values of a CBOR sequence (RFC 8742), none or more, each as {@link decodeCbor} does.
 *
 * @throws ProtocolError `malformed`, `not-canonical`
 */
export const decodeCborSequence = (bytes: Uint8Array): readonly unknown[] => readCborSequence(bytes);

/** The values of {@link decodeCborSequence}, each when it is asked for. @throws ProtocolError as it is reached */
export const eachOfCborSequence = (bytes: Uint8Array): Generator<unknown> => eachCbor(bytes);

/** Latest instant that a record may name: the end of the year 9999, in Unix seconds (clause 1.4). */
export const MAX_TIME = 253_402_300_799;

const refuse = (what: string, expected: string): never => {
  throw new ProtocolError('malformed', `${what} must be ${expected}`);
};

/** Reads a map with exactly the integer keys 0 to `size - 1` as an array of its values. */
export function readFields(value: unknown, size: number, what: string): readonly unknown[] {
  if (!(value instanceof Map) || value.size !== size) return refuse(what, `a map of ${size} fields`);
  const read: unknown[] = [];
  for (let key = 0; key < size; key++) {
    if (!value.has(key)) return refuse(what, `a map with the keys 0 to ${size - 1}`);
    read.push(value.get(key));
  }
  return read;
}

/** Makes the map that {@link readFields} reads. */
export const fields = (...values: readonly unknown[]): Map<number, unknown> =>
  new Map(values.map((v, key) => [key, v]));

export function readBytes(value: unknown, what: string, length?: number): Uint8Array {
  if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length)) {
    return refuse(what, length === undefined ? 'a byte string' : `a byte string of ${length} bytes`);
  }
  return value;
}

export function readUint(value: unknown, what: string, max = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > max) {
    return refuse(what, `an unsigned integer of at most ${max}`);
  }
  return value;
}

/** Reads Unix seconds. */
export const readTime = (value: unknown, what: string): number => readUint(value, what, MAX_TIME);

export function readText(value: unknown, what: string, maxLength = 256): string {
  if (typeof value !== 'string' || value.length > maxLength)
    return refuse(what, `text of at most ${maxLength} characters`);
  return value;
}

export function readArray(value: unknown, what: string, maxLength: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > maxLength) return refuse(what, `an array of at most ${maxLength} items`);
  return value;
}

/** @throws ProtocolError `unsupported-version` */
export function checkVersion(value: unknown, what: string): void {
  if (value !== 1) throw new ProtocolError('unsupported-version', `${what} must have version 1`);
}
