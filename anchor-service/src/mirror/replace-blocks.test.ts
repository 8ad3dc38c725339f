import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redated, regrouped } from '../../test/block-attacks.js';
import { temporaryFolder } from '../../test/kit.js';
import { type Keys, MemoryLog, makeKeys } from '../../test/memory-log.js';
import { type MirrorKit, openMirror, pruningOf, verifyCopy } from '../../test/mirror-kit.js';
import { FileLogFolder } from '../adapters/file-log-folder.js';
import { AnchorError } from '../error.js';
import type { LogFolder } from '../ports.js';

type Forge = (log: MemoryLog) => ReadonlyMap<string, Uint8Array>;

let keys: Keys;
let folder: ReturnType<typeof temporaryFolder>;
let log: MemoryLog;

beforeAll(async () => {
  await sodium.ready;
  keys = makeKeys();
});
beforeEach(async () => {
  folder = temporaryFolder();
  log = await new MemoryLog(keys).grow(0, 300, 40, 20);
});
afterEach(() => folder.remove());

async function assertHasTheChain({ copy }: MirrorKit): Promise<void> {
  expect(await verifyCopy(copy, keys)).toMatchObject({ size: log.size, blocks: 4 });
  for (const name of ['0', '1', '2', '3', 'latest']) {
    expect(readFileSync(join(copy, 'blocks', name)), name).toEqual(Buffer.from(log.file(`blocks/${name}`)));
  }
}

describe('a newest block that was changed on the way to a mirror', () => {
  it.each<[string, Forge, number]>([
    ['redated', (of) => redated(of, 2), 2],
    ['regrouped', (of) => regrouped(of, 1), 1],
  ])('%s, is told and replaced when the tree binds another', async (_, forge, index) => {
    const kit = await openMirror(folder.path, keys);
    kit.serve(forge(log));
    expect(await kit.mirror.attempt()).toBe('advanced');
    await log.grow(1000, 30);
    kit.serve(log.files);
    expect(await kit.mirror.attempt()).toBe('advanced');
    const finding = { kind: 'replaced-newest', path: `blocks/${index}`, index };
    expect(kit.mirror.status()).toMatchObject({ size: 390, blocks: 4, finding });
    await assertHasTheChain(kit);
    expect([await kit.mirror.attempt(), kit.mirror.status().finding]).toEqual(['current', null]);
    expect((await openMirror(folder.path, keys)).mirror.status()).toMatchObject({ size: 390, blocks: 4 });
  });

  it.each<[string, Forge]>([
    ['redated', (of) => redated(of, 2)],
    ['regrouped', (of) => regrouped(of, 1)],
  ])(
    '%s, is put back by a start after a kill in between, so that the copy stays sound, and is replaced again',
    async (_, forge) => {
      const real = new FileLogFolder(join(folder.path, 'copy'));
      let isFull = false;
      const full: LogFolder = {
        ...pruningOf(real),
        read: real.read,
        replace: (path, bytes) => real.replace(path, bytes),
        publish: (files) => {
          if (!isFull) return real.publish(files);
          return Promise.reject(new AnchorError('storage-failed', 'The disk is full.'));
        },
      };
      const kit = await openMirror(folder.path, keys, { folder: full });
      kit.serve(forge(log));
      await kit.mirror.attempt();
      await log.grow(1000, 30);
      kit.serve(log.files);
      isFull = true;
      expect(await kit.mirror.attempt()).toBe('silent');
      const again = await openMirror(folder.path, keys);
      expect((await verifyCopy(again.copy, keys)).size).toBe(360);
      again.serve(log.files);
      expect(await again.mirror.attempt()).toBe('advanced');
      await assertHasTheChain(again);
    },
  );

  it('and was left by an attempt that was cut short, does not stop the next', async () => {
    const kit = await openMirror(folder.path, keys);
    kit.serve(log.files);
    await kit.mirror.attempt();
    await log.grow(1000, 30);
    writeFileSync(join(kit.copy, 'blocks', '3'), redated(log, 3).get('blocks/3') ?? '');
    kit.serve(log.files);
    expect(await kit.mirror.attempt()).toBe('advanced');
    await assertHasTheChain(kit);
  });
});
