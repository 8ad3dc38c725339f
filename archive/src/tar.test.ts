import { concat, utf8 } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArchiveError } from './error.js';
import { END_OF_ARCHIVE, type TarMember, tarHeader, tarPadding } from './tar.js';
import { TarReader } from './tar-reader.js';

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MTIME = 1_773_136_800;
const FILES: readonly File[] = [
  { name: 'README.txt', bytes: utf8('hello\n') },
  { name: 'csv/empty.csv', bytes: new Uint8Array(0) },
];

const archiveOf = (files: readonly File[]): Uint8Array =>
  concat(
    ...files.flatMap(({ name, bytes }) => [
      tarHeader({ name, size: bytes.length, mtime: MTIME }),
      bytes,
      tarPadding(bytes.length),
    ]),
    END_OF_ARCHIVE,
  );

function read(archive: Uint8Array, step = archive.length): { member: TarMember; bytes: Uint8Array }[] {
  const found: { member: TarMember; bytes: Uint8Array }[] = [];
  const reader = new TarReader();
  let ended = 0;
  for (let at = 0; at < archive.length; at += step) {
    for (const event of reader.push(archive.subarray(at, at + step))) {
      const last = found.at(-1);
      if (event.kind === 'member') found.push({ member: event.member, bytes: new Uint8Array(0) });
      else if (event.kind === 'end') ended += 1;
      else if (last !== undefined) last.bytes = concat(last.bytes, event.bytes);
    }
  }
  reader.end();
  expect(ended).toBe(found.length);
  return found;
}

describe('an archive', () => {
  it('gives back its members, in whatever pieces its bytes come', () => {
    const files = fc.array(
      fc.record({
        name: fc.stringMatching(/^[a-z/]{1,90}[.]json$/),
        bytes: fc.uint8Array({ maxLength: 1300 }).map((bytes) => new Uint8Array(bytes)),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(files, fc.integer({ min: 1, max: 1500 }), (members, step) => {
        const found = read(archiveOf(members), step).map(({ member, bytes }) => ({ name: member.name, bytes }));
        expect(found).toEqual(members);
      }),
    );
  });

  it('has the fields of ustar where the standard has them', () => {
    const header = Buffer.from(tarHeader({ name: 'csv/steps.csv', size: 4711, mtime: MTIME }));
    const at = (offset: number, length: number) => header.toString('latin1', offset, offset + length);
    expect([at(0, 14), at(100, 8), at(124, 12), at(136, 12), at(156, 1), at(257, 8)]).toEqual([
      'csv/steps.csv\0',
      '0000600\0',
      '00000011147\0',
      '15153765640\0',
      '0',
      'ustar\x0000',
    ]);
    const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
    expect(at(148, 8)).toBe(`${sum.toString(8).padStart(6, '0')}\0 `);
  });

  it('is refused when any bit outside its contents is another', () => {
    const archive = archiveOf(FILES);
    const content = new Set<number>();
    let at = 0;
    for (const { bytes } of FILES) {
      for (let i = 0; i < bytes.length; i += 1) content.add(at + 512 + i);
      at += 512 + bytes.length + tarPadding(bytes.length).length;
    }
    let taken = 0;
    for (let bit = 0; bit < archive.length * 8; bit += 1) {
      if (content.has(bit >> 3)) continue;
      const changed = archive.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        read(changed);
        taken += 1;
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw error;
      }
    }
    expect(taken).toBe(0);
  });

  it.each([
    ['cut short', (archive: Uint8Array) => archive.subarray(0, -512)],
    ['cut within a member', (archive: Uint8Array) => archive.subarray(0, 515)],
    ['with something after its end', (archive: Uint8Array) => concat(archive, new Uint8Array(512))],
    ['with a member after its end', (archive: Uint8Array) => concat(archive, archiveOf(FILES))],
    ['of nothing', () => new Uint8Array(0)],
  ])('is refused %s', (_, change) => {
    expect(() => read(change(archiveOf(FILES)))).toThrowError(expect.objectContaining({ code: 'cut-short' }));
  });

  it.each(['', 'a'.repeat(101), 'naïef', 'a b'])('takes no member of the name “%s”', (name) => {
    expect(() => tarHeader({ name, size: 0, mtime: 0 })).toThrowError(expect.objectContaining({ code: 'bad-member' }));
  });
});
