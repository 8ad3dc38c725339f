import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/kit.js';
import { replaceFile, syncFolder, writeDurably, writeFolder } from './durable-file.js';

const disk = await vi.hoisted(async () => new (await import('../../test/recorded-disk.js')).RecordedDisk());
vi.mock('node:fs', async (original) => disk.record(await original()));

let temporary: ReturnType<typeof temporaryFolder>;
const at = (...parts: string[]): string => join(temporary.path, ...parts);
beforeEach(() => {
  temporary = temporaryFolder();
  disk.forget();
});
afterEach(() => temporary.remove());

const LONG = new Uint8Array(200_000).fill(7);

describe('a file that is replaced', () => {
  it('is on disk, by its bytes, its name and the folders that were made for it', () => {
    const handles = readdirSync('/proc/self/fd').length;
    replaceFile(at('new', 'er', 'state.json'), LONG);
    expect(readdirSync('/proc/self/fd')).toHaveLength(handles);
    expect([disk.atRisk, disk.tooEarly]).toEqual([[], []]);
    replaceFile(at('new', 'er', 'state.json'), Buffer.from('two'));
    expect([disk.atRisk, disk.tooEarly]).toEqual([[], []]);
    expect(readFileSync(at('new', 'er', 'state.json'), 'utf8')).toBe('two');
    expect(readdirSync(at('new', 'er'))).toEqual(['state.json']);
  });

  it('is for its owner alone, and whole over what a crash left of an attempt', () => {
    writeFileSync(at('file.tmp'), new Uint8Array(300_000), { mode: 0o600 });
    replaceFile(at('file'), LONG);
    expect(readFileSync(at('file')).equals(LONG)).toBe(true);
    expect(statSync(at('file')).mode & 0o777).toBe(0o600);
  });

  it('stays what it was when the new one cannot be written, and no handle stays open', () => {
    replaceFile(at('file'), Buffer.from('one'));
    mkdirSync(at('file.tmp'));
    const handles = readdirSync('/proc/self/fd').length;
    expect(() => replaceFile(at('file'), Buffer.from('two'))).toThrow(/EISDIR/);
    expect(readFileSync(at('file'), 'utf8')).toBe('one');
    expect(readdirSync('/proc/self/fd')).toHaveLength(handles);
  });
});

describe('a file that a command was asked for', () => {
  it('is on disk, and in the place of another unless it is to be new', () => {
    writeDurably(at('file'), Buffer.from('one'));
    writeDurably(at('file'), Buffer.from('two'));
    expect(() => writeDurably(at('file'), Buffer.from('three'), true)).toThrowError(
      expect.objectContaining({
        code: 'storage-failed',
        message: expect.stringMatching(/is there already: give a new/),
      }),
    );
    expect(readFileSync(at('file'), 'utf8')).toBe('two');
    writeDurably(at('other'), Buffer.from('one'), true);
    expect(disk.atRisk).toEqual([]);
  });

  it('is refused in one sentence where it cannot be written', () => {
    writeFileSync(at('in the way'), '');
    expect(() => writeDurably(at('in the way', 'file'), LONG)).toThrowError(
      expect.objectContaining({
        code: 'storage-failed',
        message: `${at('in the way', 'file')} cannot be written: let its folder be writable and have room.`,
        cause: expect.objectContaining({ code: 'EEXIST' }),
      }),
    );
  });
});

describe('a folder of files', () => {
  const FILES = new Map([
    ['a.checkpoint', LONG],
    ['b.checkpoint', Buffer.from('b')],
  ]);

  it('is there whole, on disk, and closed to others', () => {
    mkdirSync(at('evidence'));
    disk.forget();
    writeFolder(at('evidence', 'case'), FILES);
    expect([disk.atRisk, disk.tooEarly]).toEqual([[], []]);
    expect(readdirSync(at('evidence'))).toEqual(['case']);
    expect(statSync(at('evidence', 'case')).mode & 0o777).toBe(0o700);
    for (const [name, bytes] of FILES) expect(readFileSync(at('evidence', 'case', name)).equals(bytes)).toBe(true);
  });

  it('is on disk with the folders that were made for it', () => {
    writeFolder(at('evidence', 'of', 'case'), FILES);
    expect([disk.atRisk, disk.tooEarly]).toEqual([[], []]);
  });

  it('takes nothing over of what a crash left of an attempt', () => {
    mkdirSync(at('.case.tmp', 'c.checkpoint'), { recursive: true });
    writeFolder(at('case'), FILES);
    expect(readdirSync(at('case'))).toEqual([...FILES.keys()]);
  });

  it('is not there when one of its files cannot be written', () => {
    const impossible = new Map([...FILES, ['b.checkpoint/within', LONG]]);
    expect(() => writeFolder(at('case'), impossible)).toThrow(/EISDIR/);
    expect(existsSync(at('case'))).toBe(false);
  });
});

it('the names in a folder are on disk once it is synced, and no handle stays open', () => {
  mkdirSync(at('folder'));
  expect(disk.atRisk).toEqual([at('folder')]);
  const handles = readdirSync('/proc/self/fd').length;
  syncFolder(at('.'));
  expect(disk.atRisk).toEqual([]);
  expect(readdirSync('/proc/self/fd')).toHaveLength(handles);
  expect(() => syncFolder(at('nowhere'))).toThrow(/ENOENT/);
});
