import type { LetterKind } from './core/letter-kinds.js';
import type { Worthless } from './core/shown-letter.js';
import type { NewRecord } from './record-port.js';

/** Something that came down, as it came: sealed to the employee's vault. */
export interface Letter {
  /** SHA-256 of `sealed`, as it was when it came. */
  readonly digest: Uint8Array;
  readonly kind: LetterKind;
  readonly sealed: Uint8Array;
  /** `.tlog-proof` file that was made here; undefined until somebody could open the letter and look for it. */
  readonly proof: Uint8Array | undefined;
  /** When it was first shown, Unix seconds. */
  readonly acknowledged: number | undefined;
  /** When it came, Unix seconds; undefined of what an earlier version kept. */
  readonly received: number | undefined;
  /** Why it is no letter; then `sealed` is empty. */
  readonly problem: Worthless | undefined;
}

/** Which letter is meant: the same bytes may have come as two kinds, and neither hides the other. */
export type LetterName = Pick<Letter, 'kind' | 'digest'>;

export interface LetterCounts {
  readonly kept: number;
  /** Never shown. */
  readonly unseen: number;
}

/** A `.tlog-proof` file for a letter. */
export interface LetterProof extends LetterName {
  readonly proof: Uint8Array;
  /** The one that it takes the place of, where there was one. */
  readonly replaced?: Uint8Array | undefined;
}

/** What came down. No letter is ever deleted. Every write is durable when it settles. */
export interface Letters {
  /** Keeps a letter; the same one again changes nothing. @returns false, and nothing is written, where it is too long or there is no room */
  saveLetter(letter: Pick<Letter, 'kind' | 'sealed'>, at: number): Promise<boolean>;
  /** Every letter of a kind, whatever it holds, in the order in which they came. */
  letters(kind: LetterKind): Promise<readonly Letter[]>;
  /** A proof that is there stays, unless it is the one that is replaced. */
  saveLetterProofs(proofs: readonly LetterProof[]): Promise<void>;
  /** Forgets the bytes of what is no letter, and gives their room back; it stays in the list, the last of each kind at least. */
  discardLetters(worthless: readonly (LetterName & { readonly problem: Worthless })[]): Promise<void>;
  /**
   * Notes that letters were shown. The first time counts: with it, in the same transaction, goes the answer that tells the
   * coach API of it.
   */
  acknowledgeLetters(shown: readonly (LetterName & { readonly answer?: NewRecord })[], at: number): Promise<void>;
  letterCounts(): Promise<Readonly<Record<LetterKind, LetterCounts>>>;
}
