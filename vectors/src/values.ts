import { type Case, CaseError, type Members, type Protocol, type Use } from './kind.js';

/* Between JSON and values (vectors/README.md): bytes are hexadecimal, long ones that repeat themselves are parts. */

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;

function hexOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (isObject(part) && typeof part.repeat === 'string') return part.repeat.repeat(Number(part.times));
  throw new CaseError('a member that is to be bytes is none');
}

export function bytesOf({ fromHex }: Protocol, value: unknown): Uint8Array {
  return fromHex(Array.isArray(value) ? value.map(hexOf).join('') : hexOf(value));
}

/** The bytes of a member of a case. */
export const input = (one: Case, member: string, { protocol }: Use): Uint8Array => bytesOf(protocol, one[member]);

/** Texts of a member of a case that is a list of them. */
export const listOf = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new CaseError('a member that is to be a list is none');
  return value;
};

/** Whether a list is of the parts of one byte string, and not of several. */
const isParted = (value: unknown): boolean =>
  Array.isArray(value) && value.some((part) => isObject(part) && 'repeat' in part);

/** A value in which the members of these names, or the items of their lists, are bytes again. */
export function revived(protocol: Protocol, value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => revived(protocol, item, names));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    names.has(name) ? revivedMember(protocol, member) : revived(protocol, member, names),
  ]);
  return Object.fromEntries(members);
}

function revivedMember(protocol: Protocol, member: unknown): unknown {
  if (member === null) return null;
  const isList = Array.isArray(member) && !isParted(member);
  return isList ? member.map((item) => bytesOf(protocol, item)) : bytesOf(protocol, member);
}

/** A value as JSON has it: bytes in hexadecimal, members by name, those that are undefined left out. */
export function jsonOf({ toHex }: Protocol, value: unknown): string {
  const plain = (one: unknown): unknown => {
    if (one instanceof Uint8Array) return toHex(one);
    if (Array.isArray(one)) return one.map(plain);
    if (!isObject(one)) return one;
    const members = Object.entries(one).filter(([, member]) => member !== undefined);
    return Object.fromEntries(
      members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, plain(member)]),
    );
  };
  return JSON.stringify(plain(value)) ?? 'undefined';
}

/** What a file expects, in which long bytes may be parts, as {@link jsonOf} writes it. */
export function expectedOf(protocol: Protocol, value: unknown): unknown {
  if (isParted(value)) return bytesOf(protocol, value);
  if (Array.isArray(value)) return value.map((item) => expectedOf(protocol, item));
  if (!isObject(value) || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, expectedOf(protocol, member)]));
}

/** Those members alone. */
export const pick = (value: object, names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));

/** A part of the key that a case names. */
export function keyPart(one: Case, { protocol, keys }: Use, part: string): Uint8Array {
  return bytesOf(protocol, keys[String(one.key)]?.[part]);
}

/** The signing key that a case names. */
export const signerOf = (one: Case, use: Use): ReturnType<Protocol['signingKey']> =>
  use.protocol.signingKey(keyPart(one, use, 'seed'));

/** The key pair for sealed boxes that a case names as its recipient. */
export const recipientOf = ({ recipient }: Case, { protocol, keys }: Use): ReturnType<Protocol['boxKeyPair']> =>
  protocol.boxKeyPair(bytesOf(protocol, keys[String(recipient)]?.secret));
