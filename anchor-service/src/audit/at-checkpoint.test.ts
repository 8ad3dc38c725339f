import { readArchive } from '@fit4work/archive';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBook } from '../../test/audit-kit.js';
import { appendAll, leavesOf, NOW } from '../../test/kit.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { historyOf, newestOf } from '../rotation/history.js';
import { Policies } from '../rotation/policies.js';
import { auditPack } from './audit-pack.js';

let kit: RotatingKit;
beforeEach(async () => {
  await sodium.ready;
  kit = createRotatingKit();
});
afterEach(() => kit.remove());

it('an audit keeps to the policy of its checkpoint, also when the next one has its proof out already', async () => {
  const first = kit.open(historyOf(kit.policyText), [kit.signer]);
  await first.publication.prepare();
  const { book, portsOf } = openBook({ folder: kit.folder, policy: kit.policy, signer: kit.signer }, () => NOW);
  await appendAll(first, leavesOf(0, 3));
  const before = (await first.folder.read('checkpoint')) ?? new Uint8Array(0);
  first.store.close();
  book.note({ size: 3, time: NOW, witnesses: [] }, before);
  const history = kit.rotatedLog();
  const signers = [kit.signer, kit.newLog];
  const log = kit.open(history, signers);
  await log.publication.prepare();
  // Not noted: the proof is put out before the checkpoint is, and a crash may come between.
  await appendAll(
    log,
    history.successors.map(({ leaf }) => leaf),
  );
  const policies = new Policies(history, signers, (leaf) => log.store.indexOf(leaf));
  const ports = { ...portsOf(log), standingAt: (size: number) => policies.standingAt(size) };
  const day = new Date(NOW * 1000).toISOString().slice(0, 10);
  const membersNow = async (): Promise<string[]> => {
    const parts: Uint8Array[] = [];
    for await (const part of await auditPack(ports, { from: day, until: day })) parts.push(part);
    return [...readArchive(new Uint8Array(Buffer.concat(parts))).keys()];
  };
  const between = await membersNow();
  expect(between).toContain('policies/1');
  expect(between).not.toContain('policies/1.tlog-proof');
  const after = (await log.folder.read('checkpoint')) ?? new Uint8Array(0);
  book.note({ size: 5, time: NOW, witnesses: [] }, after);
  expect(await membersNow()).toContain('policies/1.tlog-proof');

  const newest = newestOf(history).policy;
  expect([0, 3, 5].map((size) => policies.standingAt(size))).toEqual([
    ...[0, 3].map(() => ({ number: 0, policy: kit.policy, signer: kit.signer })),
    { number: 1, policy: newest, signer: kit.newLog },
  ]);
  const keyless = new Policies(history, [kit.newLog], () => undefined);
  const unsigned = auditPack({ ...ports, standingAt: (size) => keyless.standingAt(size) }, { from: day, until: day });
  await expect(unsigned).rejects.toMatchObject({ code: 'bad-key' });
  log.store.close();
  book.close();
});
