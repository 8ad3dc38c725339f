import { base64, utf8 } from '@scure/base';
import { LogError, type LogErrorCode } from './error.js';

/** Bytes of one SHA-256 hash. */
export const HASH_BYTES = 32;

/** UTF-8 text of bytes; refuses what is not valid UTF-8. */
export function readText(bytes: Uint8Array, code: LogErrorCode): string {
  try {
    return utf8.encode(bytes);
  } catch (cause) {
    throw new LogError(code, 'The text is not valid UTF-8.', { cause });
  }
}

export function textBytes(text: string): Uint8Array {
  return utf8.decode(text);
}

/** RFC 4648 section 4 with padding (SPEC.md clause 15.5); anything that would not be written back in the same letters is refused. */
export function readBase64(text: string, code: LogErrorCode): Uint8Array {
  try {
    return base64.decode(text);
  } catch (cause) {
    throw new LogError(code, 'A value is not canonical padded base64 (RFC 4648 section 4).', { cause });
  }
}

export function readHash(text: string, code: LogErrorCode): Uint8Array {
  const bytes = readBase64(text, code);
  if (bytes.length !== HASH_BYTES) throw new LogError(code, `A hash has ${bytes.length} bytes instead of 32.`);
  return bytes;
}

export function writeBase64(bytes: Uint8Array): string {
  return base64.encode(bytes);
}

/** A decimal of ASCII digits without leading zeros, within the integers that a number holds exactly. */
export function readDecimal(text: string, code: LogErrorCode): number {
  const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new LogError(code, 'A number is not a decimal without leading zeros.');
  return value;
}

/** Refuses anything but an integer of at least 0 that a number holds exactly. */
export function assertSize(size: number, what: string): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new LogError('out-of-range', `The ${what} is not a whole number of at least 0.`);
  }
}
