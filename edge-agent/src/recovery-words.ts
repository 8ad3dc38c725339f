import { recoveryWordOf, toRecoveryWords, wipe } from '@fit4work/protocol';
import type { Entropy, Identity, PassphraseLock, Vault } from './ports.js';

/** A word that was given back, and its place among the 24, from 1. */
export interface GivenWord {
  readonly place: number;
  readonly word: string;
}

export interface WordsGiven {
  readonly passphrase: string;
  readonly words: readonly GivenWord[];
}

/**
 * Holds words that somebody gives back against those of the root secret; where all are right, that is written down. Nothing
 * of the words is.
 *
 * @returns whether they are
 * @throws AgentError `bad-passphrase`
 */
export async function checkWords(
  { vault, lock }: { readonly vault: Vault; readonly lock: PassphraseLock },
  identity: Identity,
  { passphrase, words }: WordsGiven,
): Promise<boolean> {
  const root = await lock.unwrap(identity.wrappedRoot, passphrase);
  const areRight = areWordsOf(root, words);
  wipe(root);
  if (areRight && !identity.wordsConfirmed) await noteWords(vault, identity);
  return areRight;
}

/** Whether each stands in its place among the words of a root secret. */
export function areWordsOf(root: Uint8Array, words: readonly GivenWord[]): boolean {
  const known = toRecoveryWords(root).split(' ');
  return words.every(({ place, word }) => known[place - 1] === normal(word));
}

/** Two different places, from 0, every pair as likely as another. */
export function twoPlaces(entropy: Entropy, count: number): readonly number[] {
  const places = new Set<number>();
  const fair = 256 - (256 % count);
  while (places.size < 2) {
    const [byte = 0] = entropy(1);
    if (byte < fair) places.add(byte % count);
  }
  return [...places];
}

/** The word that a person typed, or the first four letters of it, which are enough on paper. */
export const normal = (word: string): string => recoveryWordOf(word.trim().toLowerCase());

/** Writes down that the words are on paper: two of them were given back. */
export async function noteWords(vault: Vault, identity: Identity): Promise<Identity> {
  const confirmed = { ...identity, wordsConfirmed: true };
  await vault.saveIdentity(confirmed);
  return confirmed;
}
