/* How hard a passphrase is to guess, by its length and variety alone: no list of known ones is at hand, so that it is never praised too much. */

/** `short` is refused by the agent. */
export type Strength = 'short' | 'weak' | 'fair' | 'strong';

const LEAST = 8;
const FAIR = { characters: 14, different: 8 } as const;
const STRONG = { characters: 20, different: 10, words: 4 } as const;

export function strengthOf(passphrase: string): Strength {
  const characters = [...passphrase.trim()];
  if (characters.length < LEAST) return 'short';
  const different = new Set(characters.map((each) => each.toLowerCase())).size;
  const words = new Set(
    passphrase
      .toLowerCase()
      .split(/[\s-]+/)
      .filter((word) => word.length > 2),
  ).size;
  if (characters.length < FAIR.characters || different < FAIR.different) return 'weak';
  const isLong = characters.length >= STRONG.characters && different >= STRONG.different;
  return isLong && words >= STRONG.words ? 'strong' : 'fair';
}
