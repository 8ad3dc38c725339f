import { type ErasureCertificate, equalBytes, erasedDigest } from '@fit4work/protocol';
import type { LetterProblem } from './shown-letter.js';

/* Whether a certificate of erasure says what this agent knows of its own envelopes (SPEC.md clause 14.3). */

export type CertificateProblem =
  | LetterProblem
  | 'other-envelopes' // it names others than this agent sent, or another number of them
  | 'not-comparable'; // other agents of the person sent some, or may have, and not all that they sent is known here

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

interface Erasing extends Stretch {
  readonly receivedUpTo: number;
  /** Erasures before this one, whose envelopes were destroyed then. */
  readonly earlier: readonly Stretch[];
}

/** What is known of envelopes that were sent. */
interface Sent {
  /** Every envelope of this agent, in sequence. */
  readonly own: readonly OwnEnvelope[];
  /** Of other agents of the person, as far as they are known. */
  readonly past: readonly Pick<OwnEnvelope, 'leaf' | 'start'>[];
  /** Whether this is the person's first agent, and none before it is known. */
  readonly alone: boolean;
}

/**
 * The coach API takes envelopes in sequence. What it destroyed is therefore a beginning of what was made of the stretch, with all
 * that it had confirmed before; what arrived later is erased as it arrives and stands in no certificate. Where there were other
 * agents it is held against what is known of theirs too; that it does not agree says nothing then.
 */
export function comparison(
  { envelopes, digest }: Pick<ErasureCertificate, 'envelopes' | 'digest'>,
  { own, past, alone }: Sent,
  of: Erasing,
): 'other-envelopes' | 'not-comparable' | undefined {
  // A version before this one did not note when its windows began.
  if (own.some(({ start }) => start === undefined)) return alone ? undefined : 'not-comparable';
  const isOf = ({ start }: Pick<OwnEnvelope, 'start'>): boolean =>
    start !== undefined && isIn(start, of) && !of.earlier.some((stretch) => isIn(start, stretch));
  const [mine, others] = [own.filter(isOf), past.filter(isOf)];
  const least = mine.filter(({ sequence }) => sequence <= of.receivedUpTo).length;
  const count = envelopes - others.length;
  const named = [...others, ...mine.slice(0, Math.max(0, count))].map(({ leaf }) => leaf);
  if (count >= least && count <= mine.length && equalBytes(erasedDigest(named), digest)) return undefined;
  return alone ? 'other-envelopes' : 'not-comparable';
}
