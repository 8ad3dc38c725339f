import { formatProof, inclusionProof, parseSignedCheckpoint, type TileReader } from '@fit4work/protocol';
import { historyOf } from '../src/rotation/history.js';
import { appendAll, leafOf, leavesOf, placedLeaves } from './kit.js';
import { createRotatingKit } from './rotating-kit.js';

/** A log that changed its key, and goes on by the new one alone. */
export interface RotatedLog {
  /** The first policy, from which its statement leads on. */
  readonly policyText: string;
  readonly name: string;
  /** One of before the change. */
  readonly leaf: Uint8Array;
  /** Reads what it publishes. */
  readonly read: TileReader;
  /** That the leaf is in the state that the new key signed. */
  proof(): Promise<Uint8Array>;
  remove(): void;
}

/** libsodium must be ready. */
export async function rotatedLog(): Promise<RotatedLog> {
  const kit = createRotatingKit();
  const history = kit.rotatedLog();
  const steps = [
    { policies: historyOf(kit.policyText), signers: [kit.signer], leaves: leavesOf(0, 30) },
    { policies: history, signers: [kit.signer, kit.newLog], leaves: history.successors.map(({ leaf }) => leaf) },
    { policies: history, signers: [kit.newLog], leaves: placedLeaves(100, 140) },
  ];
  let log = kit.open(historyOf(kit.policyText), [kit.signer]);
  for (const { policies, signers, leaves } of steps) {
    log.store.close();
    if (signers[0] === kit.newLog) {
      kit.trusted.splice(0, 1, ...history.successors.flatMap(({ policy }) => policy.logs));
    }
    log = kit.open(policies, signers);
    await log.publication.prepare();
    await appendAll(log, leaves);
  }
  const { read } = log.folder;
  return {
    ...{ policyText: kit.policyText, name: kit.signer.key.name, leaf: leafOf(7), read },
    proof: async () => {
      const checkpoint = (await read('checkpoint')) ?? new Uint8Array(0);
      const { size } = parseSignedCheckpoint(checkpoint).checkpoint;
      return formatProof({ index: 7, hashes: await inclusionProof({ read, size }, 7), checkpoint });
    },
    remove: () => {
      log.store.close();
      kit.remove();
    },
  };
}
