/* Pseudonyms are random: those that begin alike stand together where keys are served in parts. */

/** Every beginning of a pseudonym: two hexadecimal digits. */
export const PREFIXES: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** The two digits that a pseudonym begins with. */
export const prefixOf = (pseudonym: string): string => pseudonym.slice(0, 2);
