import { equalBytes, sha256, toHex } from '@fit4work/protocol';
import type { StoredRead } from '../../src/read-port.js';

/* Reads of coaches: each is kept once and for ever, in the order of their digests. */

type Reads = readonly StoredRead[];

const isOf =
  (digest: Uint8Array) =>
  (read: StoredRead): boolean =>
    equalBytes(read.digest, digest);

export function withRead(reads: Reads, sealed: Uint8Array): Reads {
  const digest = sha256(sealed);
  if (reads.some(isOf(digest))) return reads;
  const added = [...reads, { digest, sealed, proof: undefined, acknowledged: undefined }];
  return added.sort((a, b) => toHex(a.digest).localeCompare(toHex(b.digest)));
}

export const withProofs = (reads: Reads, proofs: readonly { digest: Uint8Array; proof: Uint8Array }[]): Reads =>
  reads.map((read) => ({ ...read, proof: read.proof ?? proofs.find(({ digest }) => isOf(digest)(read))?.proof }));

export const withAcknowledged = (reads: Reads, digests: readonly Uint8Array[], at: number): Reads =>
  reads.map((read) =>
    digests.some((digest) => isOf(digest)(read)) ? { ...read, acknowledged: read.acknowledged ?? at } : read,
  );
