import { type ErasureCertificate, equalBytes, erasedDigest } from '@fit4work/protocol';
import type { LetterProblem } from './shown-letter.js';

/* Whether a certificate of erasure says what this agent knows of its own envelopes (SPEC.md clause 14.3). */

export type CertificateProblem = LetterProblem | 'other-envelopes'; // it names others than this agent sent, or another number of them

/** An envelope of this agent. */
export interface OwnEnvelope {
  readonly sequence: number;
  readonly leaf: Uint8Array;
  /** Start of its window, Unix seconds; undefined where a version before this one made it. */
  readonly start: number | undefined;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

const isIn = (start: number, stretch: Stretch): boolean => stretch.start <= start && start < stretch.end;

/**
 * The coach API takes envelopes in sequence. What it destroyed is therefore a beginning of what was made of the stretch, with all
 * that it had confirmed before; what arrived later is erased as it arrives and stands in no certificate.
 *
 * @param own every envelope, in sequence
 * @param of `earlier`: erasures before this one, whose envelopes were destroyed then
 * @returns false where it names others; undefined where nobody can tell
 */
export function agrees(
  { envelopes, digest }: Pick<ErasureCertificate, 'envelopes' | 'digest'>,
  own: readonly OwnEnvelope[],
  of: Stretch & { readonly receivedUpTo: number; readonly earlier: readonly Stretch[] },
): boolean | undefined {
  if (own.some(({ start }) => start === undefined)) return undefined;
  const mine = own.filter(({ start = 0 }) => isIn(start, of) && !of.earlier.some((stretch) => isIn(start, stretch)));
  const least = mine.filter(({ sequence }) => sequence <= of.receivedUpTo).length;
  if (envelopes < least || envelopes > mine.length) return false;
  return equalBytes(erasedDigest(mine.slice(0, envelopes).map(({ leaf }) => leaf)), digest);
}
