import { LogView } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appendAll, createKit, type LogKit, leafOf, openLog, placedLeaves } from '../test/kit.js';
import { AnchorError } from './error.js';

let kit: LogKit;
beforeEach(async () => {
  await sodium.ready;
  kit = createKit();
});
afterEach(() => kit.remove());

it('a log that is published serves a view that follows it, finds leaves without naming them and proves them', async () => {
  const log = openLog(kit);
  const view = new LogView({ policy: kit.policy, read: log.folder.read });
  for (const [from, to] of [
    [0, 5],
    [5, 256],
    [256, 258],
    [258, 1500],
  ] as const) {
    await appendAll(log, placedLeaves(from, to));
    await view.advance((await log.folder.read('checkpoint')) ?? new Uint8Array(0));
    expect(view.size).toBe(to);
  }
  const wanted = new Set([3, 255, 257, 1499].map((n) => Buffer.from(leafOf(n)).toString('hex')));
  const { found, next } = await view.scan(0, wanted);
  expect(found.map(({ index }) => index)).toEqual([3, 255, 257, 1499]);
  expect(next).toBe(1500);
  for (const { leaf, index } of found) await view.proveInclusion(leaf, index);
  await expect(view.proveInclusion(leafOf(4), 3)).rejects.toMatchObject({ code: 'wrong-proof' });
  log.store.close();
});

it('a checkpoint after the first that is out, and that the broker did not take, is told to it by the next attempt', async () => {
  const told: Uint8Array[] = [];
  let refuses = false;
  const publish = async (checkpoint: Uint8Array): Promise<void> => {
    if (refuses) throw new AnchorError('source-failed', 'injected');
    told.push(checkpoint);
  };
  const log = openLog(kit, (ports) => ({ ...ports, publisher: { publish } }));
  expect(await appendAll(log, placedLeaves(0, 5))).toBe('published');
  refuses = true;
  await expect(appendAll(log, placedLeaves(5, 9))).rejects.toMatchObject({ code: 'source-failed' });
  refuses = false;
  expect(await log.publication.attempt()).toBe('current');
  expect(told).toHaveLength(2);
  expect(told[1]).toEqual(await log.folder.read('checkpoint'));
  log.store.close();
});
