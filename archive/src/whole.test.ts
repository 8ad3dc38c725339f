import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArchive, writeArchive } from './index.js';

const TIME = 1_790_000_000;
const MEMBERS = new Map([
  ['a.txt', new TextEncoder().encode('one\n')],
  ['folder/empty', new Uint8Array(0)],
  ['folder/block.bin', new Uint8Array(512).fill(7)],
]);
const ARCHIVE = writeArchive(MEMBERS, TIME);

describe('an archive in memory', () => {
  it('is read as it was written', () => {
    const content = fc.dictionary(fc.stringMatching(/^[a-z0-9/.-]{1,60}$/), fc.uint8Array({ maxLength: 1500 }));
    fc.assert(
      fc.property(content, (files) => {
        const members = new Map(Object.entries(files));
        expect(readArchive(writeArchive(members, TIME))).toEqual(members);
      }),
    );
  });

  it('is one that the tar of the system reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'f4w-archive-'));
    try {
      const file = join(folder, 'x.tar');
      writeFileSync(file, ARCHIVE);
      const listed = spawnSync('tar', ['-tf', file], { encoding: 'utf8' });
      expect(listed.stdout.trim().split('\n')).toEqual([...MEMBERS.keys()]);
      expect(spawnSync('tar', ['-xOf', file, 'a.txt'], { encoding: 'utf8' }).stdout).toBe('one\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('with a member twice is refused', () => {
    const twice = new Uint8Array([...ARCHIVE.subarray(0, 1024), ...ARCHIVE]);
    expect(() => readArchive(twice)).toThrowError(/a member twice/);
  });
});
