import { jsonLines } from '@fit4work/health-formats';
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
import { EXPORT_REFUSALS } from '../refusal-words/export-refusals.js';

/*
 * The envelopes of every agent of the person, one a line: agent, sequence, leaf, place in the log and the hashes that prove it under the archive's
 * checkpoint, the leaf's sibling first. With that checkpoint a line is a C2SP tlog-proof; a file for each would be that
 * checkpoint a hundred times a day.
 */

export interface EnvelopeLine {
  /** Number of the agent that made it. */
  readonly agent: number;
  readonly sequence: number;
  readonly leaf: Uint8Array;
  /** undefined where it is not known to be in the log. */
  readonly index: number | undefined;
  /** undefined where no proof could be made. */
  readonly hashes: readonly Uint8Array[] | undefined;
}

export const writeEnvelopeLines = (lines: readonly EnvelopeLine[]): string =>
  jsonLines(
    lines.map(({ agent, sequence, leaf, index, hashes }) => ({
      agent,
      sequence,
      leaf: toHex(leaf),
      index: index ?? null,
      hashes: hashes?.map(toBase64Url) ?? null,
    })),
  );

/** What is known before a file is read. */
interface Known {
  /** The agent that made the archive: its sequence has no gap. What others made may have, where a recovery found them so. */
  readonly agent: number;
  /** Last sequence of each agent; it grows by each line. */
  readonly last: Map<number, number>;
  /** What proofs must lead to. */
  readonly checkpoint: Checkpoint | undefined;
}

/** @throws AgentError `unsound` for a gap or a line that is none; LogError `wrong-proof` and others */
export function openEnvelopeLines(
  text: string,
  { agent: present, last, checkpoint }: Known,
): { readonly count: number; readonly proven: number } {
  const lines = text.split('\n').slice(0, -1);
  let proven = 0;
  for (const line of lines) {
    const { agent, sequence, leaf, index, hashes }: Readonly<Record<string, unknown>> = JSON.parse(line);
    if (typeof agent !== 'number' || typeof sequence !== 'number' || typeof leaf !== 'string') {
      throw new AgentError('unsound', EXPORT_REFUSALS.envelopeIncomplete);
    }
    const before = last.get(agent) ?? 0;
    if (sequence <= before || (agent === present && sequence !== before + 1)) {
      throw new AgentError('unsound', EXPORT_REFUSALS.envelopeGap);
    }
    last.set(agent, sequence);
    if (hashes === null) continue;
    if (checkpoint === undefined || typeof index !== 'number' || !Array.isArray(hashes)) {
      throw new AgentError('unsound', EXPORT_REFUSALS.envelopeProof);
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
