import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSource, verifyLog } from '@fit4work/anchor-service';
import {
  leafCountUpTo,
  leafOf,
  openRead,
  parsePolicy,
  parseProof,
  toHex,
  utf8,
  verifyCheckpoint,
  verifyProof,
} from '@fit4work/protocol';
import type { Reading, SummaryAnswer } from './coach.js';
import { COACH } from './keys.js';

/* Checks of a run that trust no service: the static folder of the log, the policy, the proofs. */

export interface LogFacts {
  readonly chainVerified: boolean;
  readonly witnessQuorum: boolean;
  readonly size: number;
  readonly root: string;
  readonly blocks: number;
  /** Every leaf of the log, in hexadecimal, with how often it stands there. */
  readonly leaves: ReadonlyMap<string, number>;
}

/** Verifies the log from genesis. */
export async function inspectLog(
  folder: string,
  policyText: string,
  onProgress: (text: string) => void,
): Promise<LogFacts> {
  const policy = parsePolicy(policyText);
  const leaves = new Map<string, number>();
  const onLeaf = (leaf: Uint8Array): void => {
    const name = toHex(leaf);
    leaves.set(name, (leaves.get(name) ?? 0) + 1);
  };
  try {
    const { size, root, blocks, last } = await verifyLog({ read: openSource(folder), policy, onLeaf });
    const trusted = verifyCheckpoint(readFileSync(join(folder, 'checkpoint')), policy);
    const witnessQuorum = trusted.cosigned.size === policy.witnesses.length;
    onProgress(`${leafCountUpTo(last)} leaves in ${blocks} blocks verified from the first one on`);
    return { chainVerified: true, witnessQuorum, size, root: Buffer.from(root).toString('base64'), blocks, leaves };
  } catch (error) {
    onProgress(`the log is not sound: ${error instanceof Error ? error.message : 'unknown reason'}`);
    return { chainVerified: false, witnessQuorum: false, size: 0, root: '', blocks: 0, leaves };
  }
}

/** Whether every leaf of an agent stands in the log exactly once. */
export const allAnchored = (facts: LogFacts, leaves: readonly string[]): boolean =>
  leaves.every((leaf) => facts.leaves.get(leaf) === 1);

/** Whether the answer's read record says what was read, is signed, and is proven to be in the log. */
export function isReadLogged(
  answer: SummaryAnswer,
  reading: Reading,
  trust: { signingKey: Uint8Array; policy: string },
): boolean {
  const [only, ...others] = answer.reads;
  if (only === undefined || others.length > 0) return false;
  try {
    const record = new Uint8Array(Buffer.from(only.record, 'base64'));
    const read = openRead(record, trust.signingKey);
    verifyProof(parseProof(utf8(only.proof)), leafOf(record), parsePolicy(trust.policy));
    return (
      toHex(leafOf(record)) === only.leaf &&
      toHex(read.pseudonym) === reading.pseudonym &&
      read.coach === COACH &&
      read.granularity === reading.granularity &&
      read.from === reading.from &&
      read.until === reading.until &&
      read.metrics.join() === reading.metrics.join()
    );
  } catch {
    return false;
  }
}
