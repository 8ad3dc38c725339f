import { encodeBlock, parseBlock, rootOfEntries } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redated, regrouped, swapped } from '../../test/block-attacks.js';
import { NOW, temporaryFolder } from '../../test/kit.js';
import { entriesOf } from '../../test/log-attacks.js';
import { type Keys, MemoryLog, makeKeys } from '../../test/memory-log.js';
import { openMirror, verifyCopy } from '../../test/mirror-kit.js';
import { restore } from '../backup/restore.js';
import { sampleLog } from './sample.js';
import { verifyLog } from './verify-log.js';

const folder = temporaryFolder();
let keys: Keys;
let log: MemoryLog;
let attacks: readonly (readonly [what: string, files: ReadonlyMap<string, Uint8Array>, height: number])[];

beforeAll(async () => {
  await sodium.ready;
  keys = makeKeys();
  log = await new MemoryLog(keys).grow(0, 300, 40, 1, 60, 500, 20);
  const entries = await entriesOf(log);
  const ends = [250, 640, log.size].map((size) => ({ size, root: rootOfEntries(entries.slice(0, size)) }));
  attacks = [
    ['redated from its first block on', redated(log, 0), 1],
    ['redated from a block on', redated(log, 2), 3],
    ['redated in the block before the newest', redated(log, 4), 5],
    ['dated back to the beginning of time', redated(log, 0, -1_000_000_000), 1],
    ['regrouped: two blocks are one', regrouped(log, 1), 2],
    ['regrouped at its end', regrouped(log, 3), 4],
    ['swapped for another over the same tree', swapped(log, ends), 1],
  ];
});
afterAll(() => folder.remove());

const reader = (files: ReadonlyMap<string, Uint8Array>) => async (path: string) => files.get(path);
const at = (height: number) => ({ kind: 'unbound-block', path: `blocks/${height}`, index: height, other: height - 1 });

describe('a chain of blocks that the cosigned tree does not hold', () => {
  it('is refused by the verifier at the block that does not hold the hash of the one before', async () => {
    for (const [what, files, height] of attacks) {
      const refused = verifyLog({ read: reader(files), policy: keys.policy });
      await expect(refused, what).rejects.toMatchObject({ code: 'unsound', finding: at(height) });
      await expect(refused, what).rejects.toThrow(`Block ${height} does not hold the hash of block ${height - 1}`);
    }
    expect((await verifyLog({ read: log.read, policy: keys.policy })).blocks).toBe(6);
  });

  it('is refused by a sample, which looks at the newest block whatever it takes', async () => {
    for (const [what, files] of attacks) {
      const policy = { text: keys.policyText, policy: keys.policy };
      const refused = sampleLog({ read: reader(files), policy, now: NOW, count: 1, seed: what });
      await expect(refused, what).rejects.toMatchObject({ code: 'unsound', finding: { kind: 'unbound-block' } });
    }
  });

  it('is refused by a sample where its newest block has another root than the checkpoint, and convicts nobody', async () => {
    const newest = parseBlock(log.file('blocks/latest'));
    const bytes = encodeBlock({ ...newest, root: newest.root.with(0, (newest.root[0] ?? 0) ^ 1) });
    const files = new Map(log.files).set('blocks/latest', bytes).set(`blocks/${newest.height}`, bytes);
    const policy = { text: keys.policyText, policy: keys.policy };
    const refused = sampleLog({ read: reader(files), policy, now: NOW, count: 1, seed: 's' });
    const finding = { kind: 'wrong-newest', path: `blocks/${newest.height}`, index: newest.height };
    await expect(refused).rejects.toMatchObject({ finding, convicts: false });
    expect((await sampleLog({ read: log.read, policy, now: NOW, count: 1, seed: 's' })).blocks).toEqual([
      newest.height,
    ]);
  });

  it('is refused by a mirror, which follows again when it is over', async () => {
    for (const [i, [what, files, height]] of attacks.entries()) {
      const kit = await openMirror(`${folder.path}/mirror-${i}`, keys);
      kit.serve(files);
      expect(await kit.mirror.attempt(), what).toBe('refused');
      expect(kit.mirror.status().finding, what).toMatchObject(at(height));
      kit.serve(log.files);
      expect(await kit.mirror.attempt(), what).toBe('advanced');
      expect((await verifyCopy(kit.copy, keys)).blocks, what).toBe(6);
    }
  });

  it('is refused by a restore', async () => {
    for (const [i, [what, files, height]] of attacks.entries()) {
      const [state, logDir] = [`${folder.path}/state-${i}`, `${folder.path}/log-${i}`];
      const andFrom = { read: reader(files), policy: { text: keys.policyText, policy: keys.policy }, now: NOW };
      const refused = restore({ from: undefined, andFrom, state, logDir, onProgress: () => undefined });
      await expect(refused, what).rejects.toThrow(`Block ${height} does not hold the hash of block ${height - 1}.`);
    }
  });

  it('is the word of the log in its newest block alone, until the next one', async () => {
    const last = redated(log, 5);
    expect((await verifyLog({ read: reader(last), policy: keys.policy })).last?.time).toBeGreaterThan(0);
    const later = await log.fork().grow(log.size, 10);
    const refused = verifyLog({ read: reader(redated(later, 5)), policy: keys.policy });
    await expect(refused).rejects.toMatchObject({ finding: at(6) });
  });
});
