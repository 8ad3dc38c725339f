import { beforeAll, describe, expect, it } from 'vitest';
import { concat, toHex } from '../bytes.js';
import { filled, flipped } from '../records.fixture.js';
import { LogView } from './log-view.js';
import { type Policy, parsePolicy } from './policy.js';
import { checkpointOf, leafAt, POLICY_TEXT, TILES, tileAt } from './served-log.fixture.js';

/* A log that serves something bad once and is healthy afterwards costs one attempt, not the view. */

const BUNDLE = 'tile/entries/000';
const FULL = 'tile/0/000';
const PARTIAL = 'tile/0/001.p/44';

let policy: Policy;
beforeAll(() => {
  policy = parsePolicy(POLICY_TEXT);
});

type Answer = Uint8Array | Error;

/** A view that holds a size, of a log that gives the answers of `bad` until it is mended. */
async function viewOf(size: number, bad: Readonly<Record<string, Answer>>, cachedTiles = 64) {
  const tiles = new Map<string, Answer>([...TILES, ...Object.entries(bad)]);
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    const answer = tiles.get(path);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const view = new LogView({ policy, read, cachedTiles });
  await view.advance(checkpointOf(size));
  const mend = (): void => {
    for (const [path, bytes] of TILES) tiles.set(path, bytes);
  };
  return { view, mend };
}

const short = (path: string): Uint8Array => tileAt(path).subarray(1);
const long = (path: string): Uint8Array => concat(tileAt(path), filled(1, 0));
const wrong = (path: string): Uint8Array => flipped(tileAt(path), 20 * 32);
const network = new TypeError('no network');

describe('a scan', () => {
  const wanted = new Set([7, 299].map((index) => toHex(leafAt(index))));
  const both = {
    found: [
      { leaf: leafAt(7), index: 7 },
      { leaf: leafAt(299), index: 299 },
    ],
    next: 300,
  };

  it.each([
    ['short', short(BUNDLE)],
    ['long', long(BUNDLE)],
    ['empty', filled(0, 0)],
  ])('refuses a bundle that is %s, and reads it when it is right again', async (_, bundle) => {
    const { view, mend } = await viewOf(300, { [BUNDLE]: bundle });
    await expect(view.scan(0, wanted)).rejects.toMatchObject({ code: 'malformed-bundle' });
    mend();
    expect(await view.scan(0, wanted)).toEqual(both);
  });

  it.each([
    ['a full bundle', BUNDLE, 7 * 34 + 5],
    ['the first entry of one', BUNDLE, 5],
    ['a partial bundle', 'tile/entries/001.p/44', 43 * 34 + 5],
  ])('passes over no leaf because %s was changed on the way', async (_, path, at) => {
    const { view, mend } = await viewOf(300, { [path]: flipped(tileAt(path), at) });
    await expect(view.scan(0, wanted)).rejects.toMatchObject({ code: 'wrong-proof' });
    mend();
    expect(await view.scan(0, wanted)).toEqual(both);
  });
});

/** What is bad, as the log serves it and as the view names it. */
const BAD: readonly (readonly [what: string, bad: Readonly<Record<string, Answer>>, refused: object])[] = [
  ['a full tile is short', { [FULL]: short(FULL) }, { code: 'malformed-tile' }],
  ['a full tile is long', { [FULL]: long(FULL) }, { code: 'malformed-tile' }],
  ['a partial tile is short', { [PARTIAL]: short(PARTIAL) }, { code: 'malformed-tile' }],
  ['a partial tile is long', { [PARTIAL]: long(PARTIAL) }, { code: 'malformed-tile' }],
  ['a tile is empty', { [FULL]: filled(0, 0) }, { code: 'malformed-tile' }],
  ['a tile is wrong', { [FULL]: wrong(FULL) }, { code: 'wrong-proof' }],
  [
    'one tile is wrong and one is short',
    { [PARTIAL]: wrong(PARTIAL), [FULL]: short(FULL) },
    { code: 'malformed-tile' },
  ],
  ['one tile is wrong and one is out of reach', { [PARTIAL]: wrong(PARTIAL), [FULL]: network }, network],
];

describe.each([64, 1, 0])('a view that keeps %s tiles', (cachedTiles) => {
  it.each(BAD)('does not advance when %s, and does when it is right again', async (_, bad, refused) => {
    const { view, mend } = await viewOf(3, bad, cachedTiles);
    await expect(view.advance(checkpointOf(300))).rejects.toMatchObject(refused);
    expect(view.size).toBe(3);
    mend();
    expect((await view.advance(checkpointOf(300))).checkpoint.size).toBe(300);
  });

  it.each(BAD)('does not prove when %s, and does when it is right again', async (_, bad, refused) => {
    const { view, mend } = await viewOf(300, bad, cachedTiles);
    await expect(view.proveInclusion(leafAt(8), 8)).rejects.toMatchObject(refused);
    mend();
    expect((await view.proveInclusion(leafAt(8), 8)).index).toBe(8);
  });

  it('does not call a log forked for a tile that was wrong when it was first read', async () => {
    let asked = 0;
    const read = async (path: string): Promise<Uint8Array | undefined> => {
      asked += Number(path === FULL);
      return path === FULL && asked === 1 ? wrong(FULL) : TILES.get(path);
    };
    const view = new LogView({ policy, read, cachedTiles });
    await view.advance(checkpointOf(3));
    await expect(view.advance(checkpointOf(300))).rejects.toMatchObject({ code: 'wrong-proof' });
    expect((await view.advance(checkpointOf(300))).checkpoint.size).toBe(300);
  });
});
