import {
  concat,
  cryptoReady,
  encodeEntryBundle,
  encodeVkey,
  formatSignedCheckpoint,
  newTiles,
  noteSigner,
  rootOfEntries,
  signCheckpoint,
  TILE_WIDTH,
  tilePath,
} from '@fit4work/protocol';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Tally } from '../core/tally.js';
import { LoadError } from '../error.js';
import { LogWatch } from './log-watch.js';
import { SentEnvelope } from './sent-envelope.js';

const ORIGIN = 'log.example/load';
const leafOf = (n: number): Uint8Array => new Uint8Array(32).fill(1).with(0, n);

describe('log watch', () => {
  let signer: ReturnType<typeof noteSigner>;
  let files: Map<string, Uint8Array>;
  let leaves: Uint8Array[];
  let isAway: boolean;
  let now: number;
  let tally: Tally;
  let watch: LogWatch;

  /** The log takes so many leaves, all within one tile. @returns its checkpoint */
  function grow(count: number): Uint8Array {
    const before = leaves.length;
    leaves.push(...Array.from({ length: count }, (_, i) => leafOf(before + i)));
    for (const tile of newTiles(before, leaves.length)) {
      const held = leaves.slice(tile.index * TILE_WIDTH, tile.index * TILE_WIDTH + tile.width);
      const isEntries = tile.level === 'entries';
      files.set(
        tilePath(tile),
        isEntries ? encodeEntryBundle(held) : concat(...held.map((leaf) => rootOfEntries([leaf]))),
      );
    }
    const checkpoint = { origin: ORIGIN, size: leaves.length, root: rootOfEntries(leaves) };
    const signed = formatSignedCheckpoint(signCheckpoint(checkpoint, signer));
    files.set('checkpoint', signed);
    return signed;
  }

  function expectLeaf(n: number): void {
    const due = { at: now, half: 0, tally } as const;
    watch.expect(new SentEnvelope(n, { bytes: new Uint8Array(1), leaf: leafOf(n) }, due));
  }

  const included = async (count: number): Promise<void> =>
    expect.poll(() => tally.counts.included, { timeout: 10_000 }).toBe(count);

  beforeAll(async () => {
    await cryptoReady;
    signer = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(5));
  });
  beforeEach(() => {
    [files, leaves, isAway, now, tally] = [new Map(), [], false, 1_000, new Tally()];
    const tiles = async (path: string): Promise<Uint8Array | undefined> => {
      if (isAway) throw new LoadError('unreachable', 'The log is away.');
      return files.get(path);
    };
    watch = new LogWatch(`log ${encodeVkey(signer.key)}\nquorum none\n`, tiles, () => now);
  });

  it('proves a leaf by the first checkpoint that has it, and counts until then', async () => {
    expectLeaf(2);
    watch.heard(grow(1));
    now += 700;
    watch.heard(grow(2));
    await included(1);
    expect(watch.costs.checkpoints).toBe(2);
  });

  it('begins where the log is, and reads nothing of before', async () => {
    grow(5);
    await watch.begin();
    const { bytes } = watch.costs;
    expectLeaf(5);
    watch.heard(grow(1));
    await included(1);
    expect(watch.costs.checkpoints).toBe(1);
    expect(watch.costs.bytes).toBeGreaterThan(bytes);
  });

  it('follows nothing that is older, told twice or no checkpoint at all', async () => {
    const old = grow(1);
    expectLeaf(1);
    watch.heard(grow(1));
    for (const stray of [new TextEncoder().encode('no checkpoint'), files.get('checkpoint') ?? old, old])
      watch.heard(stray);
    await included(1);
    // What was told in between has had its turn by then.
    expectLeaf(2);
    watch.heard(grow(1));
    await included(2);
    expect([watch.costs.checkpoints, watch.failures]).toEqual([2, 0]);
  });

  it('asks the log itself, where it was away when the last checkpoint came', async () => {
    expectLeaf(0);
    isAway = true;
    watch.heard(grow(1));
    await expect.poll(() => watch.failures, { timeout: 10_000 }).toBe(1);
    isAway = false;
    now += 14_000;
    await watch.poll();
    expect(tally.counts.included).toBe(0);
    now += 1_000;
    await watch.poll();
    expect(tally.counts.included).toBe(1);
  });

  it('leaves unproven what a log says that is signed by another', async () => {
    expectLeaf(0);
    const [real, other] = [signer, noteSigner(ORIGIN, 1, new Uint8Array(32).fill(6))];
    signer = other;
    watch.heard(grow(1));
    signer = real;
    await expect.poll(() => watch.failures, { timeout: 10_000 }).toBe(1);
    expect(tally.counts.included).toBe(0);
  });
});
