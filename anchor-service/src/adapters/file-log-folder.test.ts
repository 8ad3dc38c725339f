import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/kit.js';
import { FileLogFolder } from './file-log-folder.js';

let temporary: ReturnType<typeof temporaryFolder>;
let folder: FileLogFolder;
const at = (path: string): string => join(temporary.path, 'log', path);
beforeEach(() => {
  temporary = temporaryFolder();
  folder = new FileLogFolder(at('.'));
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
