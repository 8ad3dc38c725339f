import { RegistryError } from '../error.js';

/** The entity tag of each part that anybody is in, by its prefix. */
export type KeyIndex = ReadonlyMap<string, string>;

const LONGEST_TAG = 128;

function readEntry(value: unknown): readonly [string, string] | undefined {
  const { prefix, tag } = Object(value);
  const isSound = typeof prefix === 'string' && /^[0-9a-f]{2}$/.test(prefix);
  return isSound && typeof tag === 'string' && tag.length <= LONGEST_TAG ? [prefix, tag] : undefined;
}

/** @throws RegistryError `bad-registry` */
export function readKeyIndex(value: unknown): KeyIndex {
  const { parts } = Object(value);
  const entries = Array.isArray(parts) ? parts.map(readEntry) : [undefined];
  const index = new Map(entries.filter((entry) => entry !== undefined));
  if (index.size === entries.length) return index;
  throw new RegistryError(
    'bad-registry',
    'The index of the key set is none: it must be an object with an array "parts", each with another prefix of two hexadecimal digits and a tag.',
  );
}
