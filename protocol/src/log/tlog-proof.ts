import { concatBytes } from '@noble/hashes/utils.js';
import { LogError } from './error.js';
import { entryHash } from './merkle.js';
import { verifyInclusion } from './merkle-proof.js';
import type { Policy } from './policy.js';
import { assertSize, readBase64, readDecimal, readHash, readText, textBytes, writeBase64 } from './text.js';
import { type TrustedCheckpoint, verifyCheckpoint } from './trusted-checkpoint.js';

/** Everything that convinces somebody offline that a leaf is in the log. @source C2SP tlog-proof; SPEC.md clause 15.10 */
export interface TlogProof {
  readonly index: number;
  /** The leaf's sibling first. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint as it was published. */
  readonly checkpoint: Uint8Array;
  /** Not authenticated; for the reader's convenience alone. */
  readonly extra?: Uint8Array | undefined;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const MAX_PROOF_BYTES = 128 * 1024;

/** Writes a `.tlog-proof` file. @source C2SP tlog-proof, Format */
export function formatProof(proof: TlogProof): Uint8Array {
  assertSize(proof.index, 'index');
  const extra = proof.extra === undefined ? [] : [`extra ${writeBase64(proof.extra)}`];
  const lines = [HEADER, ...extra, `index ${proof.index}`, ...proof.hashes.map(writeBase64), '', ''];
  return concatBytes(textBytes(lines.join('\n')), proof.checkpoint);
}

/**
 * Reads a `.tlog-proof` file; verifies nothing.
 * @throws LogError `malformed-proof`
 * @source C2SP tlog-proof, Format
 */
export function parseProof(bytes: Uint8Array): TlogProof {
  if (bytes.length > MAX_PROOF_BYTES) throw new LogError('malformed-proof', 'The proof has more than 128 KiB.');
  const text = readText(bytes, 'malformed-proof');
  const end = text.indexOf('\n\n');
  if (end < 0) throw new LogError('malformed-proof', 'The proof has no empty line before its checkpoint.');
  const [header, ...lines] = text.slice(0, end).split('\n');
  if (header !== HEADER) throw new LogError('malformed-proof', `The first line of the proof is not ${HEADER}.`);
  const extra = lines[0]?.startsWith('extra ') === true ? lines.shift()?.slice('extra '.length) : undefined;
  const index = lines.shift();
  if (index?.startsWith('index ') !== true) throw new LogError('malformed-proof', 'The proof has no index line.');
  return {
    index: readDecimal(index.slice('index '.length), 'malformed-proof'),
    hashes: lines.map((line) => readHash(line, 'malformed-proof')),
    checkpoint: textBytes(text.slice(end + 2)),
    ...(extra === undefined ? {} : { extra: readBase64(extra, 'malformed-proof') }),
  };
}

/**
 * Verifies that a leaf is in a log that a policy trusts: log signature, witness quorum, inclusion.
 * @param leaf the 32-byte leaf of the record, not its entry hash
 * @returns the checkpoint, which tells when witnesses saw it
 * @throws LogError as `verifyCheckpoint` and `verifyInclusion`
 * @source C2SP tlog-proof
 */
export function verifyProof(proof: TlogProof, leaf: Uint8Array, policy: Policy): TrustedCheckpoint {
  const trusted = verifyCheckpoint(proof.checkpoint, policy);
  const { size, root } = trusted.checkpoint;
  verifyInclusion({ index: proof.index, size, root, entryHash: entryHash(leaf) }, proof.hashes);
  return trusted;
}
