import fc from 'fast-check';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../bytes.js';
import {
  type Block,
  blockHash,
  decodeEntryBundle,
  encodeBlock,
  encodeEntryBundle,
  encodeVkey,
  formatNote,
  formatProof,
  LogError,
  LogView,
  type NoteSigner,
  newTiles,
  noteSigner,
  type Policy,
  parseBlock,
  parsePolicy,
  parseProof,
  parseTilePath,
  rootOfEntries,
  signCheckpoint,
  TILE_WIDTH,
  type TileReader,
  tilePath,
  verifyLink,
  verifyProof,
} from './index.js';

let signer: NoteSigner;
let policy: Policy;

beforeAll(async () => {
  await sodium.ready;
  signer = noteSigner('log.example/view', 1, new Uint8Array(32).fill(5));
  policy = parsePolicy(`log ${encodeVkey(signer.key)}\nquorum none\n`);
});

const leafOf = (n: number, fork = 0): Uint8Array =>
  new Uint8Array(32)
    .fill(fork)
    .with(0, n >> 8)
    .with(1, n & 255);

/** A log that grows; from `forkAt` on its leaves are others. */
class FakeLog {
  readonly files = new Map<string, Uint8Array>();
  readonly asked: string[] = [];
  readonly #forkAt: number;
  #size = 0;

  constructor(forkAt = Number.POSITIVE_INFINITY) {
    this.#forkAt = forkAt;
  }

  readonly read: TileReader = async (path) => {
    this.asked.push(path);
    return this.files.get(path);
  };

  grow(size: number): Uint8Array {
    const leaves = Array.from({ length: size }, (_, n) => leafOf(n, n >= this.#forkAt ? 9 : 0));
    for (const { level, index, width } of newTiles(this.#size, size)) {
      const items = Array.from({ length: width }, (_, i) => {
        const at = index * TILE_WIDTH + i;
        const unit = level === 'entries' ? 1 : TILE_WIDTH ** level;
        return level === 'entries'
          ? leaves.slice(at, at + 1)
          : [rootOfEntries(leaves.slice(at * unit, (at + 1) * unit))];
      }).flat();
      const bytes = level === 'entries' ? encodeEntryBundle(items) : new Uint8Array(Buffer.concat(items));
      this.files.set(tilePath({ level, index, width }), bytes);
    }
    this.#size = size;
    const checkpoint = { origin: 'log.example/view', size, root: rootOfEntries(leaves) };
    return formatNote(signCheckpoint(checkpoint, signer));
  }
}

const viewOf = (log: FakeLog, state?: string) => new LogView({ policy, read: log.read, state });

describe('a view of a log', () => {
  it('follows the log, and after a restart goes on where it was', async () => {
    const log = new FakeLog();
    const view = viewOf(log);
    expect(view.exportState()).toBeUndefined();
    for (const size of [1, 2, 255, 256, 300, 700]) await view.advance(log.grow(size));
    const again = viewOf(log, view.exportState());
    expect(again.size).toBe(700);
    await again.advance(log.grow(701));
    expect(again.held?.checkpoint.size).toBe(701);
    expect(() => viewOf(log, view.exportState()?.replace('700', '701'))).toThrowError(/does not satisfy the policy/);
  });

  it('refuses a rollback and a fork with codes of their own, and stays where it was', async () => {
    const log = new FakeLog();
    const view = viewOf(log);
    const old = log.grow(200);
    await view.advance(log.grow(256));
    await expect(view.advance(old)).rejects.toMatchObject({ code: 'rollback' });
    await expect(view.advance(new FakeLog(100).grow(256))).rejects.toMatchObject({ code: 'fork' });
    for (const size of [256, 300]) {
      const state = new FakeLog();
      const held = viewOf(state);
      await held.advance(state.grow(size));
      const forked = new FakeLog(100);
      const elsewhere = new LogView({ policy, read: forked.read, state: held.exportState() });
      await expect(elsewhere.advance(forked.grow(600))).rejects.toMatchObject({ code: 'fork' });
      expect(elsewhere.size).toBe(size);
    }
    expect(view.size).toBe(256);
  });

  it('tells a tile that is wrong or missing from a fork, and recovers when it is right again', async () => {
    const log = new FakeLog();
    const view = viewOf(log);
    await view.advance(log.grow(300));
    const next = log.grow(700);
    const right = log.files.get('tile/0/001') ?? new Uint8Array(0);
    log.files.set('tile/0/001', right.with(50 * 32, 1));
    await expect(view.advance(next)).rejects.toMatchObject({ code: 'wrong-proof' });
    log.files.delete('tile/0/001');
    await expect(view.advance(next)).rejects.toMatchObject({ code: 'missing-tile' });
    log.files.set('tile/0/001', right);
    await view.advance(next);
    expect(view.size).toBe(700);
  });

  it('finds leaves without ever naming them, in stretches, and proves what it found', async () => {
    const log = new FakeLog();
    const view = viewOf(log);
    await view.advance(log.grow(700));
    const wanted = new Set([0, 299, 699].map((n) => toHex(leafOf(n))));
    const first = await view.scan(0, wanted, 2);
    expect(first.found.map(({ index }) => index)).toEqual([0, 299]);
    expect(first.next).toBe(512);
    const second = await view.scan(first.next, wanted);
    expect(second.found.map(({ index }) => index)).toEqual([699]);
    expect((await view.scan(700, wanted)).found).toEqual([]);
    expect((await view.scan(1, wanted, 1)).found).toEqual([]);
    for (const { leaf, index } of [...first.found, ...second.found]) {
      const proof = parseProof(
        formatProof({ ...(await view.proveInclusion(leaf, index)), extra: Uint8Array.of(1, 2) }),
      );
      expect(verifyProof(proof, leaf, policy).checkpoint.size).toBe(700);
      expect(() => verifyProof({ ...proof, index: index + 1 }, leaf, policy)).toThrowError(LogError);
    }
    expect(log.asked.every((path) => parseTilePath(path) !== undefined)).toBe(true);
    await expect(view.scan(701, wanted)).rejects.toMatchObject({ code: 'out-of-range' });
    await expect(view.proveInclusion(leafOf(0), 700)).rejects.toMatchObject({ code: 'out-of-range' });
    await expect(view.proveInclusion(leafOf(1), 0)).rejects.toMatchObject({ code: 'wrong-proof' });
  });
});

describe('tile paths', () => {
  it('are read back as they are written, and nothing else is', () => {
    const level = fc.oneof(fc.constant('entries' as const), fc.nat(63));
    fc.assert(
      fc.property(level, fc.nat(2 ** 40), fc.integer({ min: 1, max: 256 }), (at, index, width) => {
        const tile = { level: at, index, width };
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    for (const path of [
      'tile/0/../checkpoint',
      'tile/0/1',
      'tile/0/x000/001',
      'tile/64/000',
      'tile/00/000',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/data/000',
      '/tile/0/000',
      'tile/0/000.tmp',
      '',
    ]) {
      expect(parseTilePath(path)).toBeUndefined();
    }
  });
});

describe('an entry bundle', () => {
  it('is read back, and refused when it is cut, longer or of another number', () => {
    const entries = [leafOf(1), new Uint8Array(0), leafOf(2)];
    const bytes = encodeEntryBundle(entries);
    expect(decodeEntryBundle(bytes, 3)).toEqual(entries);
    for (let end = 0; end < bytes.length; end += 1) {
      expect(() => decodeEntryBundle(bytes.slice(0, end), 3)).toThrowError(LogError);
    }
    expect(() => decodeEntryBundle(bytes, 2)).toThrowError(/3 entries instead of 2/);
  });
});

describe('a block', () => {
  const first: Block = {
    height: 0,
    previous: new Uint8Array(32),
    firstIndex: 0,
    size: 3,
    root: new Uint8Array(32).fill(1),
    time: 1_790_000_000,
  };

  it('is read back, and any changed byte is another block or none', () => {
    const bytes = encodeBlock(first);
    expect(parseBlock(bytes)).toEqual(first);
    expect(toHex(bytes).startsWith('a7000101000258200000')).toBe(true);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        try {
          expect(parseBlock(bytes.with(at, (bytes[at] ?? 0) ^ flip))).not.toEqual(first);
        } catch (error) {
          expect(error).toMatchObject({ code: 'malformed-block' });
        }
      }),
    );
  });

  it('is refused in an encoding that is not the shortest, with trailing bytes or with fields unsorted', () => {
    const hex = toHex(encodeBlock(first));
    const longer = hex.replace('a70001', 'a7001801');
    const unsorted = hex.replace('a700010100', 'a701000001');
    for (const bad of [longer, `${hex}00`, unsorted, 'a0', 'f6', '']) {
      expect(() => parseBlock(new Uint8Array(Buffer.from(bad, 'hex')))).toThrowError(LogError);
    }
    expect(() => encodeBlock({ ...first, size: 0 })).toThrowError(LogError);
  });

  it('links to the block before it alone', () => {
    const second: Block = { ...first, height: 1, previous: blockHash(first), firstIndex: 3, size: 5 };
    verifyLink(first, undefined);
    verifyLink(second, first);
    for (const bad of [
      { ...second, height: 2 },
      { ...second, previous: new Uint8Array(32) },
      { ...second, firstIndex: 4 },
      { ...second, time: 5 },
    ]) {
      expect(() => verifyLink(bad, first)).toThrowError(/Block 1 does not follow/);
    }
    expect(() => verifyLink(second, undefined)).toThrowError(/Block 0/);
  });
});

describe('a proof file', () => {
  it.each([
    ['another header', 'c2sp.org/tlog-proof@v2\nindex 0\n\nx\n'],
    ['no index', 'c2sp.org/tlog-proof@v1\n\nx\n'],
    ['a leading zero', 'c2sp.org/tlog-proof@v1\nindex 00\n\nx\n'],
    ['a hash that is short', 'c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nx\n'],
    ['no checkpoint', 'c2sp.org/tlog-proof@v1\nindex 0\n'],
  ])('is refused with %s', (_title, text) => {
    expect(() => parseProof(new Uint8Array(Buffer.from(text)))).toThrowError(LogError);
  });
});
