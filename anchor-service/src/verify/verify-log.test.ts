import { type Block, encodeBlock, parseBlock, sha256 } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { appendAll, createKit, type LogKit, leafOf, leavesOf, openLog, placedLeaves } from '../../test/kit.js';
import type { extendLog } from '../core/batch.js';
import { verifyLog } from './verify-log.js';

vi.setConfig({ testTimeout: 30_000 });

let kit: LogKit;
let files: Map<string, Uint8Array>;

beforeAll(async () => {
  await sodium.ready;
  kit = createKit();
  const log = openLog(kit);
  await appendAll(log, leavesOf(0, 300));
  await appendAll(log, placedLeaves(300, 520));
  files = new Map();
  const read = async (path: string) => {
    const bytes = await log.folder.read(path);
    if (bytes !== undefined) files.set(path, bytes);
    return bytes;
  };
  await verifyLog({ read, policy: kit.policy });
  log.store.close();
});
afterAll(() => kit.remove());

const verify = (changed: ReadonlyMap<string, Uint8Array | undefined>) =>
  verifyLog({
    read: async (path) => (changed.has(path) ? changed.get(path) : files.get(path)),
    policy: kit.policy,
  });

describe('the verifier', () => {
  it('reads every file that a checkpoint needs and gives every leaf in order', async () => {
    expect([...files.keys()].sort()).toEqual([
      'blocks/0',
      'blocks/1',
      'blocks/latest',
      'checkpoint',
      'tile/0/000',
      'tile/0/001',
      'tile/0/002.p/8',
      'tile/1/000.p/2',
      'tile/entries/000',
      'tile/entries/001',
      'tile/entries/002.p/8',
    ]);
    const leaves: Uint8Array[] = [];
    const progress: number[] = [];
    const verified = await verifyLog({
      read: async (path) => files.get(path),
      policy: kit.policy,
      onLeaf: (leaf) => leaves.push(leaf),
      onProgress: (done) => progress.push(done),
    });
    const link = sha256(files.get('blocks/0') ?? new Uint8Array(0));
    expect(leaves).toEqual([...leavesOf(0, 300), link, ...leavesOf(301, 520)]);
    expect(progress).toEqual([256, 512, 520]);
    expect(verified).toMatchObject({ size: 520, blocks: 2 });
    expect(verified.checkpoint.cosigned.size).toBeGreaterThanOrEqual(2);
  });

  it('finds a flipped bit in any byte of sixteen of every file', async () => {
    for (const [path, bytes] of files) {
      // A line of the checkpoint that became a stranger's is ignored, and nothing covers the time of the last block yet.
      const end = path === 'checkpoint' ? 60 : path === 'blocks/1' ? bytes.length - 5 : bytes.length;
      for (let at = 0; at < end; at += Math.max(1, Math.floor(bytes.length / 16))) {
        const flipped = new Map([[path, bytes.with(at, (bytes[at] ?? 0) ^ 1)]]);
        await expect(verify(flipped), `${path} at ${at}`).rejects.toMatchObject({ code: 'unsound' });
      }
    }
  });

  it('names the place of a missing tile or block, and cannot tell without a checkpoint', async () => {
    await expect(verify(new Map([['tile/1/000.p/2', undefined]]))).rejects.toThrowError(
      'tile/1/000.p/2 is missing, and the checkpoint needs it.',
    );
    await expect(verify(new Map([['tile/entries/001', undefined]]))).rejects.toThrowError(
      'tile/entries/001 is missing, and the checkpoint needs it.',
    );
    await expect(verify(new Map([['blocks/1', undefined]]))).rejects.toThrowError('Block 1 is missing.');
    await expect(verify(new Map([['checkpoint', undefined]]))).rejects.toMatchObject({ code: 'source-failed' });
    const broken = verifyLog({ read: () => Promise.reject(new TypeError('no route')), policy: kit.policy });
    await expect(broken).rejects.toMatchObject({ code: 'source-failed' });
  });

  it('refuses a chain whose block has another root, or ends beyond the checkpoint', async () => {
    const changed = (path: string, change: Partial<Block>) => {
      const block = parseBlock(files.get(path) ?? new Uint8Array(0));
      return verify(new Map([[path, encodeBlock({ ...block, ...change })]]));
    };
    const [other, longer] = [{ root: new Uint8Array(32) }, { size: 600 }];
    await expect(changed('blocks/0', other)).rejects.toThrowError(/root of block 0/);
    await expect(changed('blocks/0', longer)).rejects.toThrowError(/Block 0 ends beyond the checkpoint/);
    for (const change of [other, longer]) {
      await expect(changed('blocks/1', change)).rejects.toThrowError('The newest block, 1, does not fit the entries');
    }
  });

  it('refuses a log that its own keys signed with a leaf in it twice', async () => {
    const twice = createKit();
    // The store would refuse a second leaf: this one is told that every leaf is new, and has no table of leaves to object.
    const log = openLog(twice, (ports) => {
      const all: Uint8Array[] = [];
      let head = ports.store.head();
      let signed: ReturnType<typeof ports.store.signed>;
      const lying = {
        head: () => head,
        unknownOf: () => [leafOf(1), leafOf(2), leafOf(1)],
        indexOf: () => undefined,
        commit: (batch: ReturnType<typeof extendLog>) => {
          all.push(...batch.entries);
          head = { block: batch.block, edge: batch.edge };
        },
        leaves: (from: number, to: number) => all.slice(from, to),
        blocks: (from: number) => (head.block !== undefined && head.block.size > from ? [head.block] : []),
        signed: () => signed,
        saveSigned: (next: NonNullable<typeof signed>) => {
          signed = next;
        },
        close: () => ports.store.close(),
      };
      return { ...ports, store: lying };
    });
    await appendAll(log, [leafOf(1)]);
    const refused = verifyLog({ read: log.folder.read, policy: twice.policy });
    await expect(refused).rejects.toThrowError(
      'The leaf at index 2 stands in the log a second time; the first is at 0.',
    );
    log.store.close();
    twice.remove();
  });
});
