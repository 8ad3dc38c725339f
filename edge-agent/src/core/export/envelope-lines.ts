import {
  type Checkpoint,
  entryHash,
  fromBase64Url,
  fromHex,
  toBase64Url,
  toHex,
  verifyInclusion,
} from '@fit4work/protocol';
import { AgentError } from '../../error.js';
import { jsonLines } from './data-point.js';

/*
 * The agent's envelopes, one a line: sequence, leaf, place in the log and the hashes that prove it under the archive's
 * checkpoint, the leaf's sibling first. With that checkpoint a line is a C2SP tlog-proof; a file for each would be that
 * checkpoint a hundred times a day.
 */

export interface EnvelopeLine {
  readonly sequence: number;
  readonly leaf: Uint8Array;
  /** undefined where it is not known to be in the log. */
  readonly index: number | undefined;
  /** undefined where no proof could be made. */
  readonly hashes: readonly Uint8Array[] | undefined;
}

export const writeEnvelopeLines = (lines: readonly EnvelopeLine[]): string =>
  jsonLines(
    lines.map(({ sequence, leaf, index, hashes }) => ({
      sequence,
      leaf: toHex(leaf),
      index: index ?? null,
      hashes: hashes?.map(toBase64Url) ?? null,
    })),
  );

/**
 * @param known the sequence before the first line, and the checkpoint that proofs must lead to
 * @throws AgentError `unsound` for a gap or a line that is none; LogError `wrong-proof` and others
 */
export function openEnvelopeLines(
  text: string,
  { after, checkpoint }: { readonly after: number; readonly checkpoint: Checkpoint | undefined },
): { readonly count: number; readonly proven: number } {
  const lines = text.split('\n').slice(0, -1);
  let proven = 0;
  for (const [at, line] of lines.entries()) {
    const { sequence, leaf, index, hashes }: Readonly<Record<string, unknown>> = JSON.parse(line);
    if (sequence !== after + at + 1 || typeof leaf !== 'string') {
      throw new AgentError('unsound', 'The sequence of the envelopes has a gap.');
    }
    if (hashes === null) continue;
    if (checkpoint === undefined || typeof index !== 'number' || !Array.isArray(hashes)) {
      throw new AgentError('unsound', 'An envelope has a proof that leads nowhere.');
    }
    const claim = { index, size: checkpoint.size, root: checkpoint.root, entryHash: entryHash(fromHex(leaf, 32)) };
    verifyInclusion(
      claim,
      hashes.map((hash) => fromBase64Url(String(hash))),
    );
    proven += 1;
  }
  return { count: lines.length, proven };
}
