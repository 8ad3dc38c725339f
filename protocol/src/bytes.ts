import { base64urlnopad, hex } from '@scure/base';
import { ProtocolError } from './error.js';

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Equality of public bytes; not constant in time, so never for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Lower-case hexadecimal (SPEC.md clause 1.2), the form in which pseudonyms stand in topics and leaves are looked up. */
export const toHex = (bytes: Uint8Array): string => hex.encode(bytes);

/** @throws ProtocolError `malformed` when the text is not lower-case hexadecimal of `length` bytes. */
export function fromHex(text: string, length?: number): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text) || (length !== undefined && text.length !== 2 * length)) {
    throw new ProtocolError('malformed', `expected ${length ?? 'whole'} bytes in lower-case hexadecimal`);
  }
  return hex.decode(text);
}

export const toBase64Url = (bytes: Uint8Array): string => base64urlnopad.encode(bytes);

/** @throws ProtocolError `malformed` when the text is not canonical unpadded base64url (RFC 4648 section 5). */
export function fromBase64Url(text: string): Uint8Array {
  try {
    return base64urlnopad.decode(text);
  } catch (cause) {
    throw new ProtocolError('malformed', 'expected unpadded base64url', { cause });
  }
}
