import { describe, expect, it } from 'vitest';
import { codeOf } from '../records.fixture.js';
import { newTiles, parseTilePath, TILE_WIDTH, type TileCoordinates, tilePath, tileWidth } from './tile.js';

describe('the path of a tile', () => {
  it.each<[TileCoordinates, string]>([
    [{ level: 0, index: 0, width: 1 }, 'tile/0/000.p/1'],
    [{ level: 0, index: 0, width: 255 }, 'tile/0/000.p/255'],
    [{ level: 0, index: 999, width: 256 }, 'tile/0/999'],
    [{ level: 1, index: 1000, width: 256 }, 'tile/1/x001/000'],
    [{ level: 63, index: 1_234_067, width: 7 }, 'tile/63/x001/x234/067.p/7'],
    [{ level: 'entries', index: 12, width: 256 }, 'tile/entries/012'],
    [{ level: 'entries', index: Number.MAX_SAFE_INTEGER, width: 256 }, 'tile/entries/x009/x007/x199/x254/x740/991'],
  ])('of %j is %s, and is read back', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each([
    { level: -1, index: 0, width: 1 },
    { level: 64, index: 0, width: 1 },
    { level: 0.5, index: 0, width: 1 },
    { level: 0, index: -1, width: 1 },
    { level: 0, index: 1.5, width: 1 },
    { level: 0, index: 2 ** 53, width: 1 },
    { level: 0, index: 0, width: 0 },
    { level: 0, index: 0, width: 257 },
    { level: 0, index: 0, width: 1.5 },
    { level: 'entries' as const, index: 0, width: Number.NaN },
  ])('of %j does not exist', (tile) => {
    expect(codeOf(() => tilePath(tile))).toBe('out-of-range');
  });

  it.each([
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/000',
    'tile/0/0000',
    'tile/0/00',
    'tile/0/x001',
    'tile/0/x009/x007/x199/x254/x740/992',
    'tile/0/000/',
    'xtile/0/000',
    'tile/0/000.p/1x',
    'tile/entries',
    'tile//000',
    'tile/0/',
    'checkpoint',
    '',
  ])('is not %j', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });
});

describe('the tiles of a log', () => {
  it('are as wide as the log has entries for them', () => {
    expect([0, 1, 2].map((index) => tileWidth('entries', index, 300))).toEqual([256, 44, 0]);
    expect([0, 1, 2].map((index) => tileWidth(0, index, 300))).toEqual([256, 44, 0]);
    expect([255, 256, 511, 512, 65_536].map((size) => tileWidth(1, 0, size))).toEqual([0, 1, 1, 2, TILE_WIDTH]);
  });

  it('are new where the log grew, each as wide as it is now', () => {
    expect(newTiles(0, 0)).toEqual([]);
    expect(newTiles(0, 1).map(tilePath)).toEqual(['tile/entries/000.p/1', 'tile/0/000.p/1']);
    expect(newTiles(255, 257).map(tilePath)).toEqual([
      'tile/entries/000',
      'tile/entries/001.p/1',
      'tile/0/000',
      'tile/0/001.p/1',
      'tile/1/000.p/1',
    ]);
    expect(newTiles(65_535, 65_536).map(tilePath)).toEqual([
      'tile/entries/255',
      'tile/0/255',
      'tile/1/000',
      'tile/2/000.p/1',
    ]);
    expect(newTiles(300, 511).map(tilePath)).toEqual(['tile/entries/001.p/255', 'tile/0/001.p/255']);
  });
});
