import { SimError } from '../error.js';
import { parseDate } from './brussels-time.js';

/* What every part of a plan is read with: each refuses with one sentence that names the place and the remedy. */

export type Fields = Readonly<Record<string, unknown>>;

/** Both ends included. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What an object has to have, and what it may have besides. */
export interface Names {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
}

export function fields(value: unknown, at: string, { required, optional = [] }: Names): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(at, 'make it an object');
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing) throw bad(at, `add ${missing}`);
  const unknown = Object.keys(value).find((name) => !required.includes(name) && !optional.includes(name));
  if (unknown) throw bad(at, `remove ${unknown}`);
  return value as Fields;
}

export function whole(value: unknown, at: string, { least, most }: Range): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw bad(at, `make it a whole number from ${least} to ${most}`);
  }
  return value;
}

/** A local day number. */
export function toDay(value: unknown, at: string): number {
  const day = typeof value === 'string' ? parseDate(value) : undefined;
  if (day === undefined) throw bad(at, 'write it as YYYY-MM-DD, from 1996 to 2099');
  return day;
}

export function flag(value: unknown, at: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw bad(at, 'make it true or false');
  return value === true;
}

export function hex(value: unknown, at: string, length?: number): Uint8Array {
  const form = typeof value === 'string' && /^([0-9a-f]{2})+$/i.test(value);
  if (!form || (length !== undefined && value.length !== 2 * length)) {
    throw bad(at, `write ${length ?? 'its'} bytes in hexadecimal digits`);
  }
  return Uint8Array.from({ length: value.length / 2 }, (_, at) => Number.parseInt(value.slice(2 * at, 2 * at + 2), 16));
}

/** @param at the document, and the place in it */
export function bad(at: string, remedy: string): SimError {
  return new SimError('bad-plan', `${at} cannot be understood; ${remedy}.`);
}
