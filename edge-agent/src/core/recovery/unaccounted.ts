import { type ErasureCertificate, equalBytes, erasedDigest } from '@fit4work/protocol';

/**
 * How many of the envelopes that are said to be erased no certificate speaks of (SPEC.md clause 14.3).
 *
 * @param erased their leaves, as the coach API names them
 * @param certificates one for each erasure that the person signed
 */
export function unaccounted(
  erased: readonly Uint8Array[],
  certificates: readonly Pick<ErasureCertificate, 'envelopes' | 'digest'>[],
): number {
  const certified = certificates.reduce((sum, { envelopes }) => sum + envelopes, 0);
  if (erased.length > certified) return erased.length - certified;
  const [first] = certificates;
  // Of several, nobody can say which envelopes belong to which.
  const comparable = certificates.length === 1 && first?.envelopes === erased.length;
  return comparable && !equalBytes(erasedDigest(erased), first.digest) ? erased.length : 0;
}
