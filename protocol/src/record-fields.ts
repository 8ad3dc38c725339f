import { readArray, readBytes, readText, readUint } from './cbor.js';
import { checkDate } from './civil-day.js';
import { ProtocolError } from './error.js';

/* Readers of what several records have in common (SPEC.md clause 1.3). */

/** Longest text of a coach to a person, or of a person to a coach, in UTF-16 code units (SPEC.md section 18). */
export const MAX_PROSE = 4096;

/** Perceived effort, at most: the category-ratio scale of Borg. */
export const MAX_EFFORT = 10;

/** Sessions of a programme: one a day for more than a year. */
export const MAX_SESSIONS = 400;

/** Reads a civil day. */
export const readDate = (value: unknown, what: string): string => checkDate(readText(value, what, 10));

/** Reads an array of exactly `size` items. */
export function readTuple(value: unknown, size: number, what: string): readonly unknown[] {
  const items = readArray(value, what, size);
  if (items.length !== size) throw new ProtocolError('malformed', `${what} must have ${size} items`);
  return items;
}

/** Reads the code of one of `names`: its place among them. */
export function readCode<T>(value: unknown, names: readonly T[], what: string): T {
  const name = names[readUint(value, what)];
  if (name === undefined) throw new ProtocolError('malformed', `${what} must have a known code`);
  return name;
}

/** Whether text has no control character of ASCII: names go into tables and lists of other programs, some of which take none. */
export const isName = (text: string): boolean => ![...text].some((one) => one < ' ' || one === '\u007f');

/** Reads a name: of a coach, of a purpose, of a programme. */
export function readName(value: unknown, what: string): string {
  const text = readText(value, what);
  if (!isName(text)) throw new ProtocolError('malformed', `${what} must have no control character`);
  return text;
}

export const readLeaf = (value: unknown, what: string): Uint8Array => readBytes(value, what, 32);

export function readBoolean(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') throw new ProtocolError('malformed', `${what} must be true or false`);
  return value;
}

/** Reads null as null, and everything else with `read`. */
export const readNullOr = <T>(value: unknown, read: (value: unknown) => T): T | null =>
  value === null ? null : read(value);

/** Whether texts stand in ascending order, each once: a set then has one encoding. */
export const isAscending = (texts: readonly string[]): boolean => texts.join() === [...new Set(texts)].sort().join();
