import { readFileSync } from 'node:fs';
import { fromBase64Url } from '../src/bytes.js';
import { decodeCbor } from '../src/cbor.js';
import { Cddl } from '../src/cddl.fixture.js';

/* The text of SPEC.md, its definitions, and records as the values that these describe. */

export const SPEC = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8');

/** The blocks of a language, joined. */
export const blocks = (language: string): string =>
  [...SPEC.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, of, text]) => (of === language ? [text] : [])).join('\n');

export const CDDL = new Cddl(blocks('cddl'));

/** A signed record: its tag, and the value after it. */
export const recordValue = (bytes: Uint8Array): unknown => ({
  tag: bytes[0] === 0xd2 ? 18 : -1,
  value: decodeCbor(bytes.subarray(1)),
});

/** A JWS: the texts of header and payload, and the signature (clause 1.7). */
export function jwsValue(compact: string): unknown {
  const parts = compact.split('.').map(fromBase64Url);
  // A byte order mark is a part of the text, which no JSON begins with.
  const text = new TextDecoder('utf-8', { ignoreBOM: true });
  return parts.map((part, i) => (i < 2 ? text.decode(part) : part));
}
