import { beforeAll, describe, expect, it } from 'vitest';
import { filled } from '../records.fixture.js';
import { LogView } from './log-view.js';
import { emptyRoot, entryHash, rootOfHashes } from './merkle.js';
import { encodeVkey } from './note-key.js';
import { type Policy, parsePolicy } from './policy.js';
import { checkpointOf, leafAt, POLICY_TEXT, TILES, tileAt, VKEY } from './served-log.fixture.js';
import { noteSigner } from './signed-note.js';
import type { TileReader } from './tile.js';

const OTHER = encodeVkey(noteSigner('log.example/other', 1, filled(32, 6)).key);
const read: TileReader = async (path) => TILES.get(path);

let policy: Policy;
beforeAll(() => {
  policy = parsePolicy(POLICY_TEXT);
});

async function viewAt(size: number, reader: TileReader = read): Promise<LogView> {
  const view = new LogView({ policy, read: reader });
  await view.advance(checkpointOf(size));
  return view;
}

describe('a view of a log', () => {
  it('needs a policy of exactly one log', () => {
    const of = (text: string) => () => new LogView({ policy: parsePolicy(text), read });
    const refusal = { code: 'malformed-policy', message: 'A view needs a policy with exactly one log.' };
    expect(of('quorum none\n')).toThrow(expect.objectContaining(refusal));
    expect(of(`log ${VKEY}\nlog ${OTHER}\nquorum none\n`)).toThrow(expect.objectContaining(refusal));
  });

  it('says why it does not go on from a state', () => {
    const refusal = { code: 'malformed-state', message: 'The kept checkpoint does not satisfy the policy.' };
    const cause = expect.objectContaining({ code: 'malformed-note' });
    expect(() => new LogView({ policy, read, state: 'x' })).toThrow(expect.objectContaining({ ...refusal, cause }));
  });

  it('holds nothing before its first checkpoint, and proves nothing', async () => {
    const view = new LogView({ policy, read });
    expect([view.size, view.held, view.exportState()]).toEqual([0, undefined, undefined]);
    expect(await view.scan(0, new Set())).toEqual({ found: [], next: 0 });
    await expect(view.proveInclusion(filled(32, 3), 0)).rejects.toMatchObject({
      code: 'out-of-range',
      message: 'No checkpoint is held yet.',
    });
  });

  it('grows from an empty log, and takes the same checkpoint again', async () => {
    const view = new LogView({ policy, read });
    await view.advance(checkpointOf(0, emptyRoot()));
    await view.advance(checkpointOf(3));
    expect((await view.advance(checkpointOf(3))).checkpoint.size).toBe(3);
    expect(Buffer.from(view.exportState() ?? '')).toEqual(Buffer.from(checkpointOf(3)));
  });

  it('says of a smaller checkpoint and of another root what each is', async () => {
    const view = await viewAt(256);
    await expect(view.advance(checkpointOf(3))).rejects.toMatchObject({
      code: 'rollback',
      message: 'The checkpoint is smaller than the one held.',
    });
    await expect(view.advance(checkpointOf(256, filled(32, 1)))).rejects.toMatchObject({
      code: 'fork',
      message: 'The checkpoint has another root at the same size.',
    });
    expect(view.size).toBe(256);
  });

  it('takes for a fork what its tiles lead to, and for a wrong proof what they do not', async () => {
    const forked = new LogView({ policy, read, state: Buffer.from(checkpointOf(3, filled(32, 9))).toString() });
    await expect(forked.advance(checkpointOf(300))).rejects.toMatchObject({
      code: 'fork',
      message: 'The checkpoint does not extend the one held.',
    });
    const view = await viewAt(3);
    await expect(view.advance(checkpointOf(300, filled(32, 9)))).rejects.toMatchObject({
      code: 'wrong-proof',
      message: 'The tiles do not lead to the root of the checkpoint.',
    });
    expect(view.size).toBe(3);
  });

  it('lets through what its reader throws, and goes on afterwards', async () => {
    const broken = new TypeError('no network');
    let fails = true;
    const view = await viewAt(3, async (path) => {
      if (fails) throw broken;
      return TILES.get(path);
    });
    await expect(view.advance(checkpointOf(300))).rejects.toBe(broken);
    fails = false;
    expect((await view.advance(checkpointOf(300))).checkpoint.size).toBe(300);
  });

  it('takes its turns in the order of the calls', async () => {
    const view = await viewAt(1);
    const turns = [2, 3, 1, 300].map((size) => view.advance(checkpointOf(size)));
    const outcomes = await Promise.allSettled(turns);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(view.size).toBe(300);
  });
});

describe('proofs of a view', () => {
  it('share what they read', async () => {
    const asked: string[] = [];
    const view = await viewAt(300, async (path) => {
      asked.push(path);
      return TILES.get(path);
    });
    await view.proveInclusion(leafAt(7), 7);
    const before = asked.length;
    await view.proveInclusion(leafAt(8), 8);
    expect(asked).toHaveLength(before);
  });

  it('forget what they read when one fails, since a bad tile would fail them for good', async () => {
    const tiles = new Map(TILES);
    const good = tileAt('tile/0/000');
    tiles.set('tile/0/000', good.with(9 * 32, (good[9 * 32] ?? 0) ^ 1));
    const view = await viewAt(300, async (path) => tiles.get(path));
    await expect(view.proveInclusion(leafAt(8), 8)).rejects.toMatchObject({ code: 'wrong-proof' });
    tiles.set('tile/0/000', good);
    expect((await view.proveInclusion(leafAt(8), 8)).index).toBe(8);
  });

  it('are against the checkpoint that was held when they were asked for', async () => {
    let wait: Promise<void> | undefined;
    let release = (): void => undefined;
    const view = await viewAt(256, async (path) => {
      await wait;
      return TILES.get(path);
    });
    wait = new Promise((resolve) => {
      release = resolve;
    });
    const proof = view.proveInclusion(leafAt(1), 1);
    const advanced = view.advance(checkpointOf(300));
    release();
    await advanced;
    expect(Buffer.from((await proof).checkpoint)).toEqual(Buffer.from(checkpointOf(256)));
  });

  it('do not exist for what the view does not reach', async () => {
    const view = await viewAt(3);
    for (const index of [3, -1, 0.5]) {
      await expect(view.proveInclusion(filled(32, 3), index)).rejects.toMatchObject({ code: 'out-of-range' });
    }
  });
});

describe('a view of which many proofs are asked', () => {
  /** A log of 16,384 equal leaves: every full tile is the same. */
  const HASHES = Array.from({ length: 256 }, () => entryHash(filled(32, 3)));
  const SUBTREES = Array.from({ length: 64 }, () => rootOfHashes(HASHES));
  const [bottom, top] = [HASHES, SUBTREES].map((hashes) => new Uint8Array(Buffer.concat(hashes)));

  it('forgets what it knows when that is too much, and proves all the same', async () => {
    let asked = 0;
    const reader: TileReader = async (path) => {
      asked += 1;
      return path.startsWith('tile/0/') ? bottom : top;
    };
    const view = new LogView({ policy, read: reader, cachedTiles: 0 });
    await view.advance(checkpointOf(16_384, rootOfHashes(SUBTREES)));
    const prove = async (index: number): Promise<number> => {
      const before = asked;
      expect((await view.proveInclusion(filled(32, 3), index)).index).toBe(index);
      return asked - before;
    };
    const first = await prove(0);
    expect([first > 0, await prove(0)]).toEqual([true, 0]);
    for (let index = 0; index < 4000; index += 1) await prove(index);
    expect(await prove(0)).toBe(0);
    for (let index = 4000; index < 4200; index += 1) await prove(index);
    expect(await prove(0)).toBe(first);
  });
});

describe('a scan of a view', () => {
  const hexOf = (index: number): string => Buffer.from(leafAt(index)).toString('hex');

  it('finds what is wanted from its cursor on, each with a copy of its leaf', async () => {
    const view = await viewAt(300);
    const wanted = new Set([1, 255, 256, 299].map(hexOf));
    const { found, next } = await view.scan(2, wanted);
    expect(found.map(({ index }) => index)).toEqual([255, 256, 299]);
    expect(found.map(({ leaf }) => leaf.buffer.byteLength)).toEqual([32, 32, 32]);
    expect(next).toBe(300);
    expect((await view.scan(255, wanted)).found).toHaveLength(3);
    expect((await view.scan(256, wanted)).found).toHaveLength(2);
  });

  it('gives leaves of their own where the bundles are Buffers, whose memory may be used again', async () => {
    const buffers = new Map([...TILES].map(([path, bytes]) => [path, Buffer.from(bytes)]));
    const view = await viewAt(300, async (path) => buffers.get(path));
    const { found } = await view.scan(0, new Set([hexOf(7)]));
    for (const buffer of buffers.values()) buffer.fill(0);
    expect(found).toEqual([{ leaf: leafAt(7), index: 7 }]);
    expect(found.map(({ leaf }) => leaf.buffer.byteLength)).toEqual([32]);
  });

  it('ends after as many bundles as it may read', async () => {
    const view = await viewAt(300);
    expect(await view.scan(0, new Set([hexOf(299)]), 1)).toEqual({ found: [], next: 256 });
    expect(await view.scan(0, new Set(), 0)).toEqual({ found: [], next: 0 });
    expect(await view.scan(300, new Set([hexOf(299)]))).toEqual({ found: [], next: 300 });
  });

  it.each([-1, 0.5, 301])('does not begin at %s of 300', async (from) => {
    await expect((await viewAt(300)).scan(from, new Set())).rejects.toMatchObject({ code: 'out-of-range' });
  });
});
