import type { DownKind } from '@fit4work/protocol';

/** What comes down sealed to the employee's vault (SPEC.md clause 16.1). */
export const LETTER_KINDS = ['read', 'programme', 'message', 'erasure'] as const satisfies readonly DownKind[];
export type LetterKind = (typeof LETTER_KINDS)[number];

/** Of a statement of the coach API about its keys: kept beside letters, and shown as none. */
export const ROTATION = 'rotation' as const;
export type KeptKind = LetterKind | typeof ROTATION;

/** A signed record of 65,536 bytes in a sealed box: nothing longer is what it says (SPEC.md section 18). */
export const LONGEST_LETTER = 65_536 + 48;

/**
 * Bytes that letters of one kind may take. Nobody can tell who sent a sealed letter before the passphrase is given, so a
 * flood must end somewhere; by kind, so that a flood of one leaves room for the others. What turns out to be no letter gives
 * its room back.
 */
export const LETTER_ROOM = 16 * 1024 * 1024;

/** Of what turned out to be no letter, so many of a kind are still listed; of those before nothing is kept. */
export const LISTED_WORTHLESS = 1_000;
