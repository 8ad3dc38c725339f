import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes.js';
import { filled } from '../records.fixture.js';
import type { Checkpoint } from './checkpoint.js';
import { formatPath, parsePath, relationOf } from './fork.js';
import { emptyRoot, entryHash, rootOfEntries } from './merkle.js';
import { LEAVES, leafAt, tileAt } from './served-log.fixture.js';
import { tilePath } from './tile.js';
import { consistencyPath } from './tile-hashes.js';

const at = (size: number, root = rootOfEntries(LEAVES.slice(0, size))): Checkpoint => ({
  origin: 'log.example/view',
  size,
  root,
});

/** The path in the log of the fixture up to a size, from tiles that are made for that very size. */
function pathOf(oldSize: number, newSize: number, leaves: readonly Uint8Array[] = LEAVES): Promise<Uint8Array[]> {
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    for (let index = 0; index * 256 < newSize; index += 1) {
      const entries = leaves.slice(index * 256, Math.min(newSize, (index + 1) * 256));
      if (path === tilePath({ level: 0, index, width: entries.length })) return concat(...entries.map(entryHash));
    }
    return path === tilePath({ level: 1, index: 0, width: 1 }) ? tileAt(path) : undefined;
  };
  return consistencyPath({ read, size: newSize }, oldSize);
}

describe('two checkpoints of a log', () => {
  it('contradict each other at the same size with other roots, and only then', () => {
    expect(relationOf(at(5), at(5, filled(32, 9)))).toBe('contradictory');
    expect(relationOf(at(5), at(5))).toBe('consistent');
    expect(relationOf(at(0), at(0, emptyRoot()))).toBe('consistent');
  });

  it('are related at every pair of sizes by the path, in either order, and undecided without it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 299 }), fc.integer({ min: 1, max: 299 }), async (first, step) => {
        const small = first;
        const large = Math.min(300, first + step);
        const path = await pathOf(small, large);
        const forged = at(small, filled(32, 9));
        expect(relationOf(at(small), at(large), path)).toBe('consistent');
        expect(relationOf(at(large), at(small), path)).toBe('consistent');
        expect(relationOf(forged, at(large), path)).toBe('contradictory');
        expect(relationOf(at(large), forged, path)).toBe('contradictory');
        expect(relationOf(forged, at(large))).toBe('undecided');
      }),
      { numRuns: 60 },
    );
  });

  it('are not called contradictory for a path that is not of the larger one', async () => {
    const other = LEAVES.map((leaf, i) => (i === 2 ? leafAt(7) : leaf));
    const path = await pathOf(5, 9, other);
    expect(relationOf(at(5), at(9), path)).toBe('undecided');
    expect(relationOf(at(5), at(9, rootOfEntries(other.slice(0, 9))), path)).toBe('contradictory');
    expect(relationOf(at(5), at(9), [...(await pathOf(5, 9)), filled(32, 1)])).toBe('undecided');
    expect(relationOf(at(5), at(9), [filled(31, 1)])).toBe('undecided');
  });

  it('are consistent when one is of no leaves, and undecided when they are of two logs', () => {
    expect(relationOf(at(0), at(300))).toBe('consistent');
    expect(relationOf(at(5), { ...at(5, filled(32, 9)), origin: 'log.example/other' })).toBe('undecided');
  });
});

describe('the path of a bundle of evidence', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 64 }), (path) => {
        expect(parsePath(formatPath(path))).toEqual(path);
      }),
    );
  });

  it('is refused when a line is no hash, is cut off, or there are too many', () => {
    const refused = expect.objectContaining({ code: 'malformed-proof' });
    const whole = formatPath([filled(32, 1)]);
    expect(() => parsePath(whole.subarray(0, -1))).toThrow(refused);
    expect(() => parsePath(new Uint8Array([10]))).toThrow(refused);
    expect(() => parsePath(new Uint8Array([0xff, 10]))).toThrow(refused);
    expect(() => parsePath(concat(...Array.from({ length: 65 }, () => whole)))).toThrow(refused);
    expect(() => formatPath([filled(31, 1)])).toThrow(refused);
    expect(() => formatPath(Array.from({ length: 65 }, () => filled(32, 1)))).toThrow(refused);
  });
});
