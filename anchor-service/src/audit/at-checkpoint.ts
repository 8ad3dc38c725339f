import {
  type NoteSigner,
  type Policy,
  parseSignedCheckpoint,
  policyProofPath,
  type TileReader,
} from '@fit4work/protocol';
import type { Policies } from '../rotation/policies.js';

interface Standing {
  readonly read: TileReader;
  readonly policy: Policy;
  readonly signer: NoteSigner;
}

/**
 * What an audit is made from, all of it as of the checkpoint that is out now. While keys change, a newer policy is configured and
 * its statement public that no reader follows yet: policy and key are those that stand at the checkpoint, and a proof that was put
 * out for the next one is not there.
 */
export async function atCheckpoint<T extends Standing>(ports: T, policies: Policies): Promise<T> {
  const checkpoint = await ports.read('checkpoint');
  const size = checkpoint === undefined ? 0 : parseSignedCheckpoint(checkpoint).checkpoint.size;
  const { number, policy, signer } = policies.standingAt(size);
  const next = policies.history.successors.slice(number).map((successor) => policyProofPath(successor.number));
  const read: TileReader = async (path) => {
    if (path === 'checkpoint') return checkpoint;
    return next.includes(path) ? undefined : ports.read(path);
  };
  return { ...ports, read, policy, signer };
}
