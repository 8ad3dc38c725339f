import { encodeBlock, parseBlock } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ORIGIN } from '../../test/kit.js';
import { rewriteEntry } from '../../test/log-attacks.js';
import { type Keys, MemoryLog, makeKeys } from '../../test/memory-log.js';
import type { FindingError } from './finding-error.js';
import { verifyLog } from './verify-log.js';

let keys: Keys;
let log: MemoryLog;
/** Blocks end at 300, 340, 341, 401, 901 and 921. */
const COUNTS = [300, 40, 1, 60, 500, 20];

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
    ['in the newest, tile too', 905, 'tile', { kind: 'rewritten', path: 'tile/entries/003.p/153', index: 901 }],
    ['in the newest, up to the root', 910, 'root', { kind: 'rewritten', path: 'tile/entries/003.p/153', index: 901 }],
    ['in the newest, its link', 901, 'bundle', { kind: 'wrong-entry', path: 'tile/entries/003.p/153', index: 901 }],
    ['in an older block', 100, 'bundle', { kind: 'wrong-entry', path: 'tile/entries/000', index: 100 }],
    ['in an older block, tile too', 290, 'tile', { kind: 'wrong-tile', path: 'tile/0/001' }],
    ['in an older block, up to the root', 320, 'root', { kind: 'rewritten', path: 'tile/entries/001', index: 300 }],
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
    expect([error.finding, error.convicts]).toMatchObject([{ kind: 'rewritten', index: 901 }, true]);
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
