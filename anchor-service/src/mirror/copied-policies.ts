import { policyPath, policyProofPath, type TileReader } from '@fit4work/protocol';
import { speakingReader } from '../verify/file-reader.js';
import type { FollowedLog } from '../verify/followed-log.js';

/**
 * The files of the policies that were followed, as far as a copy does not have them: whoever reads the copy can follow them too.
 * What stands there stays: the source may give the same statement with its signatures in another order.
 */
export async function copyOfPolicies(
  { read: source, history: { first, statements } }: FollowedLog,
  copy: TileReader,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const read = speakingReader(source);
  for (const [number, bytes] of first === undefined ? [] : [first, ...statements].entries()) {
    if ((await copy(policyPath(number))) !== undefined) continue;
    const proof = number === 0 ? undefined : await read(policyProofPath(number));
    if (proof !== undefined) files.set(policyProofPath(number), proof);
    files.set(policyPath(number), bytes);
  }
  return files;
}
