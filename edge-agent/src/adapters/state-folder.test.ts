import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inStateFolder } from './state-folder.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const codeOf = (path: string): unknown => {
  try {
    return inStateFolder(path, () => 'opened');
  } catch (error) {
    return error;
  }
};

describe('the state folder', () => {
  it('is made with those above it, for its owner alone, and is no trouble where it is there', () => {
    const path = join(folder, 'a', 'b');
    expect([codeOf(path), codeOf(path)]).toEqual(['opened', 'opened']);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('is refused where a file stands, or stands above it', () => {
    writeFileSync(join(folder, 'file'), '');
    for (const [path, code] of [
      ['file', 'EEXIST'],
      ['file/below', 'ENOTDIR'],
    ] as const) {
      expect(codeOf(join(folder, path))).toMatchObject({
        code: 'bad-configuration',
        said: { en: expect.stringContaining(`(${code})`), nl: expect.stringContaining(`(${code})`) },
      });
    }
  });

  it.runIf(process.platform === 'linux')('is refused at once where the system makes no folder', () => {
    expect(codeOf('/proc/fit4work')).toMatchObject({ code: 'bad-configuration' });
    expect(codeOf('/proc/fit4work/below')).toMatchObject({ code: 'bad-configuration' });
  });

  it('leaves to who opens it what fails there', () => {
    const fault = new TypeError('a bug');
    expect(() =>
      inStateFolder(folder, () => {
        throw fault;
      }),
    ).toThrow(fault);
  });

  it.each(['EACCES', 'EROFS'])('is refused where rights are missing, said as %s', (code) => {
    expect(() =>
      inStateFolder(folder, () => {
        throw Object.assign(new Error(code), { code });
      }),
    ).toThrow(expect.objectContaining({ code: 'bad-configuration', message: expect.stringContaining(code) }));
  });

  it('says that the disk is full where it is', () => {
    expect(() =>
      inStateFolder(folder, () => {
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      }),
    ).toThrow(expect.objectContaining({ code: 'disk-full' }));
  });
});
