import { describe, expect, it } from 'vitest';
import { TileCache } from './tile-cache.js';

/** A cache over a log that has everything but `absent`, and what was asked of that log. */
function cacheOf(limit: number): { readonly cache: TileCache; readonly asked: string[] } {
  const asked: string[] = [];
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    asked.push(path);
    return path === 'absent' ? undefined : Uint8Array.of(asked.length);
  };
  return { cache: new TileCache(read, limit), asked };
}

async function readAll(cache: TileCache, paths: readonly string[]): Promise<void> {
  for (const path of paths) await cache.read(path);
}

describe('a cache of tiles', () => {
  it('asks for a tile once and answers what it was told', async () => {
    const { cache, asked } = cacheOf(2);
    expect(await cache.read('a')).toEqual(Uint8Array.of(1));
    expect(await cache.read('a')).toEqual(Uint8Array.of(1));
    expect(asked).toEqual(['a']);
  });

  it('keeps as many as it may, and forgets the one that was used longest ago', async () => {
    const { cache, asked } = cacheOf(2);
    await readAll(cache, ['a', 'b', 'a', 'c', 'a', 'c']);
    expect(asked).toEqual(['a', 'b', 'c']);
    await readAll(cache, ['b', 'c', 'a']);
    expect(asked).toEqual(['a', 'b', 'c', 'b', 'a']);
  });

  it('keeps none where it may keep none', async () => {
    const { cache, asked } = cacheOf(0);
    await readAll(cache, ['a', 'a']);
    expect(asked).toEqual(['a', 'a']);
  });

  it('asks again for a checkpoint, which changes, and for what was not there', async () => {
    const { cache, asked } = cacheOf(2);
    await readAll(cache, ['checkpoint', 'absent', 'checkpoint', 'absent']);
    expect(asked).toEqual(['checkpoint', 'absent', 'checkpoint', 'absent']);
    expect(await cache.read('absent')).toBeUndefined();
  });

  it('forgets all when it is told to', async () => {
    const { cache, asked } = cacheOf(2);
    await readAll(cache, ['a', 'b']);
    cache.clear();
    await readAll(cache, ['a', 'b']);
    expect(asked).toEqual(['a', 'b', 'a', 'b']);
  });
});
