import { encodeBlock, parseBlock, utf8 } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ORIGIN } from '../../test/kit.js';
import { rewriteEntry } from '../../test/log-attacks.js';
import { type Keys, MemoryLog, makeKeys } from '../../test/memory-log.js';
import { TileRows } from '../core/tile-rows.js';
import { AnchorError } from '../error.js';
import { FindingError } from './finding-error.js';
import { placeByCopy } from './place-by-copy.js';
import { verifyLog } from './verify-log.js';

let keys: Keys;
let log: MemoryLog;
/** Blocks end at 300, 340, 341, 401, 901 and 921. */
const COUNTS = [300, 40, 1, 60, 500, 20];
const ANYWHERE = { index: 0, other: 921 };
const NEWEST = { kind: 'rewritten', path: 'tile/entries/000', ...ANYWHERE, byBlocks: [901, 921] };

beforeAll(async () => {
  await sodium.ready;
  keys = makeKeys();
  log = await new MemoryLog(keys).grow(0, ...COUNTS);
});

const verify = (files: ReadonlyMap<string, Uint8Array>, held?: MemoryLog) => {
  const last = held?.head.block;
  return verifyLog({
    read: async (path) => files.get(path),
    policy: keys.policy,
    held: last && { checkpoint: { origin: ORIGIN, ...last }, last },
  });
};

async function findingIn(files: ReadonlyMap<string, Uint8Array>, held?: MemoryLog): Promise<FindingError> {
  return verify(files, held).then(
    () => expect.unreachable('it was found sound'),
    (error: FindingError) => error,
  );
}

describe('entries that do not lead to the signed root, where blocks and entries disagree', () => {
  it.each([
    ['in the newest block', 905, 'bundle', { kind: 'wrong-entry', path: 'tile/entries/003.p/153', index: 905 }],
    ['in the newest, tile too', 905, 'tile', NEWEST],
    ['in the newest, up to the root', 910, 'root', NEWEST],
    ['in the newest, its link', 901, 'bundle', { kind: 'wrong-entry', path: 'tile/entries/003.p/153', index: 901 }],
    ['in an older block', 100, 'bundle', { kind: 'wrong-entry', path: 'tile/entries/000', index: 100 }],
    [
      'in an older block, tile too',
      290,
      'tile',
      { kind: 'wrong-tile', path: 'tile/0/001', index: 256, other: 512, byBlocks: [256, 300] },
    ],
    ['in an older block, up to the root', 320, 'root', { kind: 'rewritten', ...ANYWHERE, byBlocks: [300, 340] }],
    ['alone in its block, up to the root', 340, 'root', { kind: 'rewritten', ...ANYWHERE, byBlocks: [340, 341] }],
    ['a link, up to the root', 341, 'root', { kind: 'rewritten', ...ANYWHERE, byBlocks: [341, 342] }],
    ['in an older block, its link', 341, 'bundle', { kind: 'wrong-entry', path: 'tile/entries/001', index: 341 }],
  ] as const)('convict, and the block is not accused: %s', async (...[, index, height, finding]) => {
    const error = await findingIn(await rewriteEntry(log, index, height));
    expect(error.finding).toMatchObject(finding);
    expect(error.convicts).toBe(true);
  });

  it('convict also beyond what was verified before', async () => {
    const before = await new MemoryLog(keys).grow(0, ...COUNTS.slice(0, 3));
    for (const height of ['bundle', 'tile', 'root'] as const) {
      const error = await findingIn(await rewriteEntry(log, 905, height), before);
      expect([error.finding.kind === 'wrong-entry', error.convicts], height).toEqual([height === 'bundle', true]);
    }
    expect((await verify(log.files, before)).from).toBe(341);
  });

  it('convict where a tile is missing on the way down from the root', async () => {
    const files = await rewriteEntry(log, 905, 'bundle');
    files.delete('tile/1/000.p/3');
    const error = await findingIn(files);
    expect([error.finding, error.convicts]).toMatchObject([NEWEST, true]);
  });

  it('are not what is wrong where they do lead there: then it is the block', async () => {
    const rootless = (height: number) => {
      const block = parseBlock(log.file(`blocks/${height}`));
      return new Map(log.files).set(`blocks/${height}`, encodeBlock({ ...block, root: new Uint8Array(32).fill(7) }));
    };
    const newest = await findingIn(rootless(5));
    expect([newest.finding.kind, newest.convicts]).toEqual(['wrong-newest', false]);
    const bound = await findingIn(rootless(3));
    expect([bound.finding.kind, bound.convicts]).toEqual(['wrong-block-root', true]);
  });

  it('leave a finding about blocks as it is where entries are missing', async () => {
    const files = await rewriteEntry(log, 320, 'root');
    files.delete('tile/entries/003.p/153');
    expect((await findingIn(files)).finding).toMatchObject({ kind: 'wrong-block-root', index: 1 });
  });
});

describe('a log that was rewritten from an entry on, blocks and tiles with it, under the checkpoint of before', () => {
  /** The checkpoint of before, and other entries from the second block on. */
  async function rewritten(...stamped: readonly number[]): Promise<Map<string, Uint8Array>> {
    const other = await new MemoryLog(keys).grow(0, ...COUNTS.slice(0, 2));
    await other.grow(5000, ...COUNTS.slice(2));
    const files = new Map(other.files).set('checkpoint', log.file('checkpoint'));
    const early = new MemoryLog(keys);
    let from = 0;
    for (const count of COUNTS.slice(0, -1)) {
      await early.grow(from, count);
      from += count;
      if (stamped.includes(from)) files.set(`stamps/${from}.checkpoint`, early.file('checkpoint'));
    }
    return files.set('stamps/index', utf8(stamped.map((size) => `${size}\n`).join('')));
  }

  it('lies after the last signed checkpoint that the entries lead to, and before the first that they do not', async () => {
    const places = [];
    const byBlocks = [];
    for (const stamped of [[], [300], [300, 340], [300, 340, 341, 401, 901], [401], [901]]) {
      const { finding, convicts } = await findingIn(await rewritten(...stamped));
      expect(convicts).toBe(true);
      places.push([finding.kind, finding.index, finding.other]);
      if (finding.byBlocks !== undefined) byBlocks.push(finding.byBlocks);
    }
    expect(places).toEqual([
      ['wrong-root', 921, undefined],
      ['rewritten', 300, 921],
      ['rewritten', 340, 921],
      // The block of the one entry at 340 is a link alone, which is of the block before.
      ['rewritten', 341, 401],
      ['rewritten', 0, 401],
      ['rewritten', 0, 901],
    ]);
    expect(byBlocks).toEqual([]);
  });

  it('is not narrowed by what nobody signed: a missing, forged or misplaced checkpoint, or a list that is none', async () => {
    const files = await rewritten(300, 340, 401);
    files.delete('stamps/340.checkpoint');
    expect((await findingIn(files)).finding).toMatchObject({ kind: 'rewritten', index: 300, other: 401 });
    files.set('stamps/401.checkpoint', log.file('checkpoint'));
    expect((await findingIn(files)).finding).toMatchObject({ kind: 'rewritten', index: 300, other: 921 });
    const note = Buffer.from(files.get('stamps/300.checkpoint') ?? []).toString();
    files.set(
      'stamps/300.checkpoint',
      utf8(note.replace(/\n[^\n]+\n\n/, `\n${Buffer.alloc(32).toString('base64')}\n\n`)),
    );
    expect((await findingIn(files)).finding).toMatchObject({ kind: 'wrong-root', index: 921 });
    files.set('stamps/index', utf8('300\n5\n'));
    expect((await findingIn(files)).finding).toMatchObject({ kind: 'wrong-root', index: 921 });
  });

  it('convicts whatever of the files that nobody signed cannot be read, of which it asks for a few at most', async () => {
    for (const [index, height] of [
      [910, 'root'],
      [320, 'root'],
    ] as const) {
      const files = await rewriteEntry(log, index, height);
      const place = await findingIn(files);
      files.set('stamps/index', utf8(Array.from({ length: 900 }, (_, i) => `${i + 1}\n`).join('')));
      for (const unreadable of [/^stamps\/index$/, /^stamps\/[0-9]+\.checkpoint$/]) {
        let asked = 0;
        const read = async (path: string): Promise<Uint8Array | undefined> => {
          if (!unreadable.test(path)) return files.get(path);
          asked += 1;
          throw new AnchorError('source-failed', 'A file is longer than any of a log.');
        };
        const error = await verifyLog({ read, policy: keys.policy }).then(
          () => expect.unreachable('it was found sound'),
          (found: FindingError) => found,
        );
        expect([error.finding, error.convicts], String(unreadable)).toEqual([place.finding, true]);
        expect(asked).toBeLessThanOrEqual(20);
        const placed = await placeByCopy(error, { read, copy: log.read });
        expect(placed.finding).toMatchObject({ kind: 'wrong-entry', index });
      }
    }
  });

  it('is narrowed by what was verified before', async () => {
    const before = await new MemoryLog(keys).grow(0, ...COUNTS.slice(0, 2));
    expect((await findingIn(await rewritten(401), before)).finding).toMatchObject({ index: 340, other: 401 });
  });

  it('has its exact entry by another copy, however its tiles and blocks were rewritten', async () => {
    const copy = log.read;
    for (const files of [await rewritten(), await rewritten(300), await rewriteEntry(log, 320, 'root')]) {
      const found = await findingIn(files);
      const place = await placeByCopy(found, { read: async (path) => files.get(path), copy });
      const index = found.finding.byBlocks?.[1] === 340 ? 320 : 342;
      expect(place.finding).toEqual({ kind: 'wrong-entry', path: 'tile/entries/001', index });
      expect(place.convicts).toBe(true);
    }
    const tiled = await rewriteEntry(log, 290, 'tile');
    const inTile = await placeByCopy(await findingIn(tiled), { read: async (path) => tiled.get(path), copy });
    expect(inTile.finding).toMatchObject({ kind: 'wrong-entry', index: 290 });
  });

  it('is not where a block says that was rewritten with it, which is told as its own word, and corrected by a copy', async () => {
    const files = await rewriteEntry(log, 5, 'root');
    const bundle = [...(files.get('tile/entries/000') ?? []), ...(files.get('tile/entries/001') ?? [])];
    const leaves = Array.from({ length: 300 }, (_, i) => Uint8Array.from(bundle.slice(i * 34 + 2, (i + 1) * 34)));
    const root = TileRows.of(0).grow({ standing: [], leaves }).rows.edge().root();
    files.set('blocks/0', encodeBlock({ ...parseBlock(log.file('blocks/0')), root }));
    const found = await findingIn(files);
    expect(found.finding).toMatchObject({ kind: 'rewritten', ...ANYWHERE, byBlocks: [300, 301] });
    expect([found.convicts, found.message]).toEqual([true, expect.stringMatching(/from index 0 to 920, .* may have/)]);
    const placed = await placeByCopy(found, { read: async (path) => files.get(path), copy: log.read });
    expect(placed.finding).toMatchObject({ kind: 'wrong-entry', index: 5 });
  });

  it('has none by a copy that was rewritten too, lacks a tile or has the same entries', async () => {
    const files = await rewritten(300);
    const found = await findingIn(files);
    const read = async (path: string) => files.get(path);
    const other = await new MemoryLog(keys).grow(7000, ...COUNTS);
    const lacking = new Map(log.files);
    lacking.delete('tile/0/001');
    for (const copy of [read, other.read, async (path: string) => lacking.get(path)]) {
      expect(await placeByCopy(found, { read, copy })).toBe(found);
    }
    const elsewhere = new FindingError({ kind: 'missing-block', index: 3 });
    expect(await placeByCopy(elsewhere, { read, copy: log.read })).toBe(elsewhere);
  });
});
