import { decodeCbor, encodeCbor } from '../src/cbor.js';
import { parseSign1, type Sign1Kind, sign1 } from '../src/cose.js';
import { signJws } from '../src/jws.js';
import { filled } from '../src/records.fixture.js';
import type { SigningKey } from '../src/signature.js';
import type { Feed } from './feed.js';

/* How a parser is reached. A line of the lists of parsers is one of these. */

/** As often as a signature can be afforded in a million inputs. */
const SIGNED = 16;

/** A parser of bytes. */
export const bytes = (parse: (input: Uint8Array) => unknown, ...seeds: readonly Uint8Array[]): readonly Feed[] => [
  { seeds, parse },
];

/** Text that ends beyond ASCII has any code units, halves of surrogate pairs among them. */
function textOf(input: Uint8Array): string {
  const view = Buffer.from(input.buffer, input.byteOffset, input.length);
  return view.toString((input.at(-1) ?? 0) < 0x80 ? 'utf8' : 'utf16le');
}

/** A parser of text. */
export const text = (parse: (input: string) => unknown, ...seeds: readonly string[]): readonly Feed[] => [
  { seeds: seeds.map((seed) => new Uint8Array(Buffer.from(seed, 'utf8'))), parse: (input) => parse(textOf(input)) },
];

/** A reader of a value that JSON carried; text that is none is a value too. */
export const json = (read: (input: unknown) => unknown, ...seeds: readonly unknown[]): readonly Feed[] =>
  text((input) => read(jsonOf(input)), ...seeds.map((seed) => JSON.stringify(seed)));

/** A reader of a value that CBOR carried. */
export const value = (read: (input: unknown) => unknown, ...seeds: readonly unknown[]): readonly Feed[] => [
  {
    seeds: seeds.map(encodeCbor),
    parse: (input) => read(decodeCbor(input)),
  },
];

/** What takes several values of bytes: those changed in the place of each. */
export function replaced<K extends string>(
  valid: Readonly<Record<K, Uint8Array>>,
  take: (changed: Readonly<Record<K, Uint8Array>>) => unknown,
): readonly Feed[] {
  return Object.entries<Uint8Array>(valid).map(([name, seed], i, { length }) => ({
    oneIn: length - i,
    seeds: [seed],
    parse: (input) => take({ ...valid, [name]: input }),
  }));
}

/** A parser of a signed record that verifies it: bytes changed without a signature, and bodies changed and signed again. */
export function verified(
  kind: Sign1Kind,
  key: SigningKey,
  record: { readonly valid: Uint8Array; readonly open: (input: Uint8Array) => unknown },
): readonly Feed[] {
  const { payload } = parseSign1(record.valid, kind);
  return [
    { oneIn: SIGNED, seeds: [payload], parse: (body) => record.open(sign1(key, kind, body)) },
    { seeds: [record.valid], parse: record.open },
  ];
}

/** A parser of a signed record that does not verify it: what stands for the signature is zeros. */
export function unverified(kind: Sign1Kind, valid: Uint8Array, parse: (input: Uint8Array) => unknown): readonly Feed[] {
  const { payload, protectedHeader } = parseSign1(valid, kind);
  const dressed = (body: Uint8Array): Uint8Array =>
    Uint8Array.from([0xd2, ...encodeCbor([protectedHeader, new Map(), body, filled(64, 0)])]);
  return [
    { oneIn: 2, seeds: [payload], parse: (body) => parse(dressed(body)) },
    { seeds: [valid], parse },
  ];
}

const payloadOf = (jws: string): Uint8Array => new Uint8Array(Buffer.from(jws.split('.')[1] ?? '', 'base64url'));

/** A parser of signed JSON that does not verify it: payloads changed in the place of the first's, and whole texts. */
export function unverifiedJson(parse: (input: string) => unknown, ...valid: readonly string[]): readonly Feed[] {
  const [head, , tail] = (valid[0] ?? '').split('.');
  const dressed = (body: Uint8Array): string => `${head}.${Buffer.from(body).toString('base64url')}.${tail}`;
  return [{ oneIn: 2, seeds: valid.map(payloadOf), parse: (body) => parse(dressed(body)) }, ...text(parse, ...valid)];
}

/** A parser of signed JSON that verifies it: payloads changed and signed again by their type, and texts changed without. */
export function verifiedJson(
  key: SigningKey,
  open: (input: string) => unknown,
  valid: Readonly<Record<string, string>>,
): readonly Feed[] {
  const resigned = Object.entries(valid).map(([type, jws]) => ({
    oneIn: SIGNED,
    seeds: [payloadOf(jws)],
    parse: (payload: Uint8Array) => open(signJws(key, type, objectOf(payload))),
  }));
  return [...resigned, ...text(open, ...Object.values(valid))];
}

function jsonOf(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}

/** What signed JSON carries: an object, or whatever else a signer may have put in its place. */
const objectOf = (input: Uint8Array): object => jsonOf(textOf(input)) as object;
