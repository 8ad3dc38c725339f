import { LogView } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { redated, regrouped } from '../../test/block-attacks.js';
import { MemoryLog, makeKeys } from '../../test/memory-log.js';
import { compareBlocks, type NamedLog } from './compare-blocks.js';

const keys = makeKeysOnce();
let log: MemoryLog;
beforeAll(async () => {
  await sodium.ready;
  log = await new MemoryLog(keys()).grow(0, ...Array(8).fill(40));
});

function makeKeysOnce(): () => ReturnType<typeof makeKeys> {
  let made: ReturnType<typeof makeKeys> | undefined;
  return () => {
    made ??= makeKeys();
    return made;
  };
}

async function source(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<NamedLog> {
  const read = async (path: string) => files.get(path);
  const view = new LogView({ policy: keys().policy, read });
  const checkpoint = files.get('checkpoint');
  if (checkpoint !== undefined) await view.advance(checkpoint);
  return { name, read, view };
}

const told = async (files: ReadonlyMap<string, Uint8Array>): Promise<void> =>
  compareBlocks([await source('anchor', log.files), await source('mirror', files)]);

describe('two chains of blocks over the same leaves', () => {
  it('are one when no block differs, however far each has come', async () => {
    const later = log.fork();
    await later.grow(320, 100, 40);
    for (const files of [log.files, later.files, new Map()]) await expect(told(files)).resolves.toBeUndefined();
  });

  it.each([0, 1, 3, 6])(
    'are told apart from block %i on, and the source whose chain is not in the tree is named',
    async (height) => {
      // Redated from a height on, the newest block holds no hash that the tree has.
      await expect(told(redated(log, height))).rejects.toMatchObject({
        finding: { kind: 'unbound-block', path: 'mirror/blocks/7', index: 7, other: 6 },
      });
    },
  );

  it('are told apart where blocks were joined', async () => {
    await expect(told(regrouped(log, 3))).rejects.toMatchObject({
      finding: { kind: 'unbound-block', path: 'mirror/blocks/6', index: 6, other: 5 },
    });
  });

  it('are told apart in the newest block, which no tree binds yet', async () => {
    await expect(told(redated(log, 7))).rejects.toMatchObject({
      convicts: false,
      finding: { kind: 'other-newest', index: 7 },
    });
  });

  it('are told apart by what binds the newest block of one in the longer other', async () => {
    const later = await log.fork().grow(320, 100);
    const [a, b] = [await source('anchor', redated(log, 7)), await source('mirror', later.files)];
    await expect(compareBlocks([a, b])).rejects.toMatchObject({
      convicts: true,
      finding: { kind: 'other-block', index: 7 },
    });
  });

  it('name the source in which one block was changed alone', async () => {
    const files = new Map(log.files).set('blocks/6', redated(log, 6).get('blocks/6') ?? new Uint8Array(0));
    await expect(told(files)).rejects.toMatchObject({
      finding: { kind: 'unbound-block', path: 'mirror/blocks/7', index: 7, other: 6 },
    });
  });

  it('cannot be held side by side where a block is missing, or where none ends at the checkpoint', async () => {
    const holed = new Map(log.files);
    holed.delete('blocks/7');
    await expect(told(holed)).rejects.toMatchObject({ finding: { kind: 'missing-block', path: 'mirror/blocks/7' } });
    const later = await log.fork().grow(320, 100);
    const beyond = new Map(later.files).set('checkpoint', log.file('checkpoint'));
    beyond.set('blocks/7', later.file('blocks/8'));
    await expect(told(beyond)).rejects.toMatchObject({ finding: { kind: 'wrong-newest', path: 'mirror/blocks/7' } });
  });

  it('are found whatever a source calls its newest block', async () => {
    for (const latest of [log.file('blocks/0'), undefined]) {
      const files = new Map(redated(log, 2));
      if (latest === undefined) files.delete('blocks/latest');
      else files.set('blocks/latest', latest);
      await expect(told(files)).rejects.toMatchObject({ finding: { kind: 'unbound-block', index: 7 } });
    }
  });
});
