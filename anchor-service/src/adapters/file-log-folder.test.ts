import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/kit.js';
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
    await expect(folder.publish(changed)).rejects.toMatchObject({ code: 'damaged-state' });
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

  it('says that it cannot be written, leaves no file open, and goes on once it can', async () => {
    await folder.publish(FILES);
    rmSync(at('blocks'), { recursive: true });
    writeFileSync(at('blocks'), 'in the way');
    const before = openHandles();
    const next = new Map([['blocks/1', Uint8Array.of(4)]]);
    await expect(folder.publish(next)).rejects.toMatchObject({ code: 'storage-failed' });
    await expect(folder.replace('blocks/latest', Uint8Array.of(4))).rejects.toMatchObject({ code: 'storage-failed' });
    expect(openHandles()).toBe(before);
    rmSync(at('blocks'));
    await folder.publish(next);
    expect(await folder.read('blocks/1')).toEqual(Uint8Array.of(4));
  });
});
