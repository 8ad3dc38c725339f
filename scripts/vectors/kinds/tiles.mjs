import { concat, filled, fixed } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';

/* Clause 15.1: paths of tiles and bundles of entries (C2SP tlog-tiles). */

/** @type {readonly (readonly [path: string, level: number | 'entries', index: number, width: number])[]} */
const PATHS = [
  ['tile/0/000', 0, 0, 256],
  ['tile/0/000.p/1', 0, 0, 1],
  ['tile/0/273.p/112', 0, 273, 112],
  ['tile/1/999', 1, 999, 256],
  ['tile/0/x001/000', 0, 1000, 256],
  ['tile/2/x001/x234/067.p/255', 2, 1_234_067, 255],
  ['tile/63/000', 63, 0, 256],
  ['tile/entries/000', 'entries', 0, 256],
  ['tile/entries/x123/456.p/7', 'entries', 123_456, 7],
];

const NO_PATHS = [
  ['an index of two digits', 'tile/0/00'],
  ['a group too many', 'tile/0/x000/001'],
  ['a last group with an x', 'tile/0/x001/x000'],
  ['a group without an x', 'tile/0/001/000'],
  ['a width of 0', 'tile/0/000.p/0'],
  ['a width of 256', 'tile/0/000.p/256'],
  ['a width with a zero before it', 'tile/0/000.p/01'],
  ['level 64', 'tile/64/000'],
  ['a level with a zero before it', 'tile/00/000'],
  ['a level of letters', 'tile/hashes/000'],
  ['a way up', 'tile/0/../000'],
  ['a slash before it', '/tile/0/000'],
  ['a slash after it', 'tile/0/000/'],
  ['a new line after it', 'tile/0/000\n'],
  ['the checkpoint', 'checkpoint'],
  ['nothing', ''],
];

export const tilePath = () => ({
  description: 'Paths of tiles below the prefix of a log.',
  spec: 'SPEC.md clause 15.1, C2SP tlog-tiles',
  cases: [
    ...PATHS.map(([path, level, index, width]) => valid(path, '15.1', { path, expect: { level, index, width } })),
    ...NO_PATHS.map(([name = '', path]) => invalid(name, '15.1', { path, refused: true })),
  ],
});

const entry = (/** @type {Uint8Array} */ bytes) => concat(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes);
const LEAVES = Array.from({ length: 256 }, (_, i) => fixed(`leaf ${i}`));
const three = LEAVES.slice(0, 3);
const bundle = (/** @type {readonly Uint8Array[]} */ entries) => concat(...entries.map(entry));

/** @type {readonly (readonly [name: string, bytes: Uint8Array, width: number])[]} */
const NO_BUNDLES = [
  ['one entry less than its width', bundle(three), 4],
  ['one entry more than its width', bundle(three), 2],
  ['no entry', filled(0, 0), 1],
  ['no entry, and none asked for', filled(0, 0), 0],
  ['a full bundle, and none asked for', bundle(LEAVES), 0],
  ['a full bundle, and more asked for', bundle(LEAVES), 257],
  ['a last entry cut off', bundle(three).subarray(0, -1), 3],
  ['half a length', concat(bundle(three), filled(1, 0)), 3],
  ['a length beyond its end', concat(bundle(three.slice(0, 2)), Uint8Array.of(0xff, 0xff), filled(32, 0)), 3],
  ['257 entries', bundle([...LEAVES, fixed('leaf 256')]), 256],
  ['300 entries, and as many asked for', bundle([...LEAVES, ...LEAVES.slice(0, 44)]), 300],
];

export const entryBundle = () => ({
  description: 'Bundles of entries. `entries` is what a reader takes of one that is `width` wide in its log.',
  spec: 'SPEC.md clause 15.1, C2SP tlog-tiles',
  cases: [
    valid('one leaf', '15.1', { bytes: bundle(LEAVES.slice(0, 1)), width: 1, expect: LEAVES.slice(0, 1) }),
    valid('three leaves', '15.1', { bytes: bundle(three), width: 3, expect: three }),
    valid('a full bundle', '15.1', { bytes: bundle(LEAVES), width: 256, expect: LEAVES }),
    valid('a full bundle in the place of a partial one', '15.1', {
      op: 'read',
      bytes: bundle(LEAVES),
      width: 3,
      expect: three,
    }),
    ...NO_BUNDLES.map(([name, bytes, width]) => invalid(name, '15.1', { bytes, width, refused: 'malformed-bundle' })),
    invalid('an entry that is no leaf of 32 bytes', '15.1', {
      ...{ op: 'leaves', bytes: bundle([fixed('leaf 0'), fixed('leaf 1', 31)]), width: 2 },
      refused: 'malformed-bundle',
    }),
  ],
});
