import { encodeBlock, parseBlock, type TileReader } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryLog, makeKeys } from '../../test/memory-log.js';
import { compareBlocks } from './compare-blocks.js';

let log: MemoryLog;
beforeAll(async () => {
  await sodium.ready;
  log = await new MemoryLog(makeKeys()).grow(0, ...Array(8).fill(40));
});

const reader =
  (files: ReadonlyMap<string, Uint8Array>): TileReader =>
  async (path) =>
    files.get(path);

/** The log with its chain written anew from one height on, as an operator might who redates the past. */
function redated(from: number): Map<string, Uint8Array> {
  const files = new Map(log.files);
  for (const [path, bytes] of log.files) {
    const height = Number(/^blocks\/(\d+)$/.exec(path)?.[1] ?? -1);
    if (height < from) continue;
    const block = parseBlock(bytes);
    files.set(path, encodeBlock({ ...block, time: block.time - 3600 }));
  }
  return files;
}

describe('two chains of blocks over the same leaves', () => {
  it('are one when no block differs, however far each has come', async () => {
    const later = log.fork();
    await later.grow(320, 100, 40);
    for (const files of [log.files, later.files, new Map()]) {
      await expect(compareBlocks([reader(log.files), reader(files)])).resolves.toBeUndefined();
    }
  });

  it.each([0, 1, 3, 7])('are told apart from block %i on', async (height) => {
    const told = compareBlocks([reader(log.files), reader(redated(height))]);
    await expect(told).rejects.toMatchObject({ finding: { kind: 'other-block', index: height } });
  });

  it('cannot be held side by side where a block is missing', async () => {
    const holed = new Map(log.files);
    holed.delete('blocks/7');
    const told = compareBlocks([reader(log.files), reader(holed)]);
    await expect(told).rejects.toMatchObject({ finding: { kind: 'missing-block', index: 7 } });
  });
});
