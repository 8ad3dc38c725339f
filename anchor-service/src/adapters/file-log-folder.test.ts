import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/kit.js';
import { AnchorError } from '../error.js';
import { FileLogFolder } from './file-log-folder.js';

const disk = await vi.hoisted(async () => new (await import('../../test/recorded-disk.js')).RecordedDisk());
vi.mock('node:fs', async (original) => disk.record(await original()));

let temporary: ReturnType<typeof temporaryFolder>;
let folder: FileLogFolder;
const at = (path: string): string => join(temporary.path, 'log', path);
beforeEach(() => {
  temporary = temporaryFolder();
  folder = new FileLogFolder(at('.'));
  disk.forget();
});
afterEach(() => temporary.remove());

const FILES = new Map([
  ['tile/0/000.p/1', Uint8Array.of(1)],
  ['tile/0/x001/000', Uint8Array.of(2)],
  ['blocks/0', Uint8Array.of(3)],
]);
const openHandles = (): number => readdirSync('/proc/self/fd').length;

describe('the public folder', () => {
  it('has every file whole under its name, and nothing else', async () => {
    await folder.publish(FILES);
    await folder.publish(new Map([...FILES, ['blocks/1', Uint8Array.of(4)]]));
    for (const [path, bytes] of FILES) expect(await folder.read(path)).toEqual(bytes);
    expect(readdirSync(at('blocks'))).toEqual(['0', '1']);
    expect(await folder.read('blocks/2')).toBeUndefined();
  });

  it('never changes a published file, and writes none of its company', async () => {
    await folder.publish(FILES);
    const changed = new Map([['blocks/9', Uint8Array.of(9)], ...FILES, ['blocks/0', Uint8Array.of(7)]] as const);
    await expect(folder.publish(changed)).rejects.toMatchObject({
      code: 'damaged-state',
      message: 'The published file blocks/0 is not what it was: restore the log folder.',
    });
    expect(await folder.read('blocks/0')).toEqual(Uint8Array.of(3));
    expect(await folder.read('blocks/9')).toBeUndefined();
  });

  it('replaces a file, over what a crash left of an attempt', async () => {
    mkdirSync(at('.'), { recursive: true });
    writeFileSync(at('checkpoint.tmp'), 'cut sh');
    await folder.replace('checkpoint', Buffer.from('one'));
    await folder.replace('checkpoint', Buffer.from('two'));
    expect([readFileSync(at('checkpoint'), 'utf8'), readdirSync(at('.'))]).toEqual(['two', ['checkpoint']]);
  });

  it('puts nothing in the place of what another may have written since, and leaves the names of another alone', async () => {
    let isOver = false;
    const assertHeld = (): void => {
      if (isOver) throw new AnchorError('superseded', 'Over.');
    };
    const old = new FileLogFolder(at('.'), { epoch: 7, assertHeld });
    await old.publish(FILES);
    await old.replace('checkpoint', Buffer.from('old'));
    isOver = true;
    await new FileLogFolder(at('.'), { epoch: 8, assertHeld: () => undefined }).replace(
      'checkpoint',
      Buffer.from('new'),
    );
    const late = [
      old.replace('checkpoint', Buffer.from('late')),
      old.publish(new Map([['blocks/1', Uint8Array.of(1)]])),
      old.removePartials(['tile/0/000.p']),
    ];
    for (const refused of await Promise.allSettled(late)) {
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'superseded' } });
    }
    expect([readFileSync(at('checkpoint'), 'utf8'), readdirSync(at('blocks'))]).toEqual(['new', ['0', '1.7.tmp']]);
    expect(readdirSync(at('tile/0/000.p'))).toEqual(['1']);
  });

  it('has everything on disk, its own name and every folder above a file too, when it says so', async () => {
    await folder.publish(FILES);
    expect(disk.atRisk).toEqual([]);
    // Into folders that are there, and one that is new among them.
    await folder.publish(
      new Map([
        ['blocks/1', Uint8Array.of(4)],
        ['tile/1/000.p/1', Uint8Array.of(5)],
      ]),
    );
    expect(disk.atRisk).toEqual([]);
    await folder.replace('checkpoint', Buffer.from('one'));
    await folder.replace('blocks/latest', Uint8Array.of(4));
    expect([disk.atRisk, disk.tooEarly]).toEqual([[], []]);
  });

  it('has folders on disk again that were taken away, or that a crash left in memory alone', async () => {
    mkdirSync(at('.'));
    disk.forget();
    mkdirSync(at('tile/0'), { recursive: true });
    await folder.publish(FILES);
    expect(disk.atRisk).toEqual([]);
    await folder.removePartials(['tile/0/000.p']);
    await folder.publish(new Map([['tile/0/000.p/2', Uint8Array.of(6)]]));
    expect([disk.atRisk, disk.tooEarly]).toEqual([[], []]);
  });

  it('says so when the disk takes bytes or names no longer, and has all of it on disk at the next attempt', async () => {
    for (const [broken, isThere] of [
      ['tile/0/x001/000.tmp', false],
      ['blocks', true],
      ['tile/0', true],
    ] as const) {
      rmSync(at('.'), { recursive: true, force: true });
      folder = new FileLogFolder(at('.'));
      disk.forget();
      disk.failing = at(broken);
      const before = openHandles();
      await expect(folder.publish(FILES)).rejects.toMatchObject({
        code: 'storage-failed',
        cause: expect.objectContaining({ code: 'EIO' }),
      });
      expect(openHandles()).toBe(before);
      expect((await folder.read('tile/0/x001/000')) !== undefined, broken).toBe(isThere);
      await folder.publish(FILES);
      expect([broken, ...disk.atRisk, ...disk.tooEarly]).toEqual([broken]);
    }
  });

  it('leaves what stands alone, and makes itself where it is not there', async () => {
    await folder.replace('checkpoint', Buffer.from('one'));
    expect(disk.atRisk).toEqual([]);
    await folder.publish(FILES);
    const { ino } = statSync(at('blocks/0'));
    await folder.publish(FILES);
    expect(statSync(at('blocks/0')).ino).toBe(ino);
  });

  it('finds partial tiles on every level, removes those and nothing else, and finds none where there is no tile', async () => {
    expect(await folder.partials()).toEqual([]);
    const deep = ['tile/1/000.p', 'tile/entries/x001/x234/067.p', 'tile/0/x001/002.p'];
    await folder.publish(new Map([...FILES, ...deep.map((path) => [`${path}/7`, Uint8Array.of(7)] as const)]));
    expect([...(await folder.partials())].sort()).toEqual([...deep, 'tile/0/000.p'].sort());
    await folder.removePartials([...deep, 'tile/0/x001/000', 'blocks']);
    expect(await folder.partials()).toEqual(['tile/0/000.p']);
    for (const [path, bytes] of FILES) expect(await folder.read(path)).toEqual(bytes);
  });

  it('says that a file is not there, and does not say so of one that cannot be read', async () => {
    await folder.publish(FILES);
    expect(await folder.read('blocks/0/1')).toBeUndefined();
    await expect(folder.read('blocks')).rejects.toMatchObject({
      code: 'storage-failed',
      message: 'A file of the log folder could not be read.',
      cause: expect.objectContaining({ code: 'EISDIR' }),
    });
    rmSync(at('tile'), { recursive: true });
    writeFileSync(at('tile'), '');
    expect(await folder.partials()).toEqual([]);
  });

  it('says that it cannot be written, leaves no file open, and goes on once it can', async () => {
    await folder.publish(FILES);
    rmSync(at('blocks'), { recursive: true });
    writeFileSync(at('blocks'), 'in the way');
    const before = openHandles();
    const next = new Map([['blocks/1', Uint8Array.of(4)]]);
    const refusal = (what: string) => ({
      code: 'storage-failed',
      message: `${what} could not be written: let it be writable and have room.`,
    });
    await expect(folder.publish(next)).rejects.toMatchObject(refusal('The files of the log folder'));
    const latest = folder.replace('blocks/latest', Uint8Array.of(4));
    await expect(latest).rejects.toMatchObject(refusal('The file blocks/latest of the log folder'));
    expect(openHandles()).toBe(before);
    rmSync(at('blocks'));
    await folder.publish(next);
    expect(await folder.read('blocks/1')).toEqual(Uint8Array.of(4));
  });
});
