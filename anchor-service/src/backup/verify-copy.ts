import { equalBytes, type Policy, type TileReader, verifyCheckpoint } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { LogStore } from '../ports.js';
import { policiesOf } from '../rotation/history.js';
import { readPublicHistory } from '../rotation/public-history.js';
import { verifyLog } from '../verify/verify-log.js';
import { type OnProgress, readExisting } from './log-files.js';

/** Leaves read from the database at a time. */
const STRETCH = 4096;

/** How a copy is verified. */
export interface CopyVerifying {
  /** The policy that its checkpoint was believed under; one of its own when nobody believes it yet. */
  readonly policy?: Policy | undefined;
  readonly onProgress: OnProgress;
}

/**
 * Verifies a copy from its first leaf: the public folder, and the database leaf by leaf against it. Under a policy of its own
 * it hangs together; that it is the right log is then for its witnesses to say.
 * @throws AnchorError `unsound`, `source-failed`
 */
export async function verifyCopy(read: TileReader, store: LogStore, options: CopyVerifying): Promise<void> {
  const { policy = await ownPolicy(read), onProgress } = options;
  let [from, stretch]: [number, readonly Uint8Array[]] = [0, []];
  const onLeaf = (leaf: Uint8Array, index: number): void => {
    if (index >= from + stretch.length) [from, stretch] = [index, store.leaves(index, index + STRETCH)];
    const own = stretch[index - from];
    if (own === undefined || !equalBytes(own, leaf)) {
      throw new AnchorError('unsound', `The database has another leaf at ${index} than the log folder.`);
    }
  };
  await verifyLog({ read, policy, onProgress, onLeaf });
}

/** The newest policy that believes the checkpoint. */
async function ownPolicy(read: TileReader): Promise<Policy> {
  const checkpoint = await readExisting(read, 'checkpoint');
  const policies = policiesOf(await readPublicHistory(read)).map(({ policy }) => policy);
  const policy = policies.findLast((each) => isBelieved(checkpoint, each));
  if (policy === undefined) throw new AnchorError('unsound', 'No policy of the log believes its checkpoint.');
  return policy;
}

function isBelieved(checkpoint: Uint8Array, policy: Policy): boolean {
  try {
    verifyCheckpoint(checkpoint, policy);
    return true;
  } catch {
    return false;
  }
}
