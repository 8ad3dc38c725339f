import { policyPath, policyProofPath, type TileReader } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appendAll, leavesOf } from '../../test/kit.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { historyOf, newestOf } from '../rotation/history.js';
import { Policies } from '../rotation/policies.js';
import { atCheckpoint } from './at-checkpoint.js';

let kit: RotatingKit;
beforeEach(async () => {
  await sodium.ready;
  kit = createRotatingKit();
});
afterEach(() => kit.remove());

it('an audit keeps to the policy of its checkpoint, also when the next one has its proof out already', async () => {
  const first = kit.open(historyOf(kit.policyText), [kit.signer]);
  await first.publication.prepare();
  await appendAll(first, leavesOf(0, 3));
  const before = await first.folder.read('checkpoint');
  first.store.close();
  const history = kit.rotatedLog();
  const signers = [kit.signer, kit.newLog];
  const log = kit.open(history, signers);
  await log.publication.prepare();
  await appendAll(
    log,
    history.successors.map(({ leaf }) => leaf),
  );
  const policies = new Policies(history, signers, (leaf) => log.store.indexOf(leaf));
  const newest = newestOf(history).policy;
  const at = (read: TileReader) => atCheckpoint({ read, policy: newest, signer: kit.newLog }, policies);

  // The proof is put out before the checkpoint is, and a crash may come between.
  const between = await at(async (path) => (path === 'checkpoint' ? before : log.folder.read(path)));
  expect([between.policy, between.signer]).toEqual([kit.policy, kit.signer]);
  expect(await between.read(policyPath(1))).toBeDefined();
  expect(await between.read(policyProofPath(1))).toBeUndefined();

  const after = await at(log.folder.read);
  expect([after.policy, after.signer]).toEqual([newest, kit.newLog]);
  expect(await after.read(policyProofPath(1))).toBeDefined();

  const nothing = await at(async () => undefined);
  expect(nothing.policy).toEqual(kit.policy);
  log.store.close();

  const keyless = new Policies(history, [kit.newLog], () => undefined);
  const ports = { read: log.folder.read, policy: newest, signer: kit.newLog };
  await expect(atCheckpoint(ports, keyless)).rejects.toMatchObject({ code: 'bad-key' });
});
