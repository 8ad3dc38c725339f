import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochLines, newestEpoch } from './epoch-lines.js';

describe('a journal that several epochs of a district write', () => {
  let path: string;
  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'f4w-epochs-')), 'consents');
  });
  afterEach(() => rm(join(path, '..'), { recursive: true }));

  const open = (district: string, epoch: number) =>
    epochLines({ district, epoch })({ path, name: 'The journal', setting: 'A_SETTING' });
  const written = async (district: string, epoch: number, ...lines: readonly string[]) => {
    const { journal } = await open(district, epoch);
    await journal.append(lines);
    await journal.close();
  };

  it('has what the epochs before wrote, in one file, and what other districts wrote in theirs', async () => {
    await written('a', 3, 'one', 'two');
    await written('b', 9, 'other');
    await written('a', 10, 'three');
    const { journal, lines } = await open('a', 11);
    expect(lines).toEqual(['one', 'two', 'three']);
    await journal.append(['four']);
    await journal.close();
    expect((await readdir(path)).sort()).toEqual(['a.11', 'b.9']);
    expect(await readFile(join(path, 'a.11'), 'utf8')).toBe('one\ntwo\nthree\nfour\n');
  });

  it('is not disturbed by one that was superseded and writes on', async () => {
    const { journal: old } = await open('a', 1);
    await old.append(['one']);
    const { journal, lines } = await open('a', 2);
    await old.append(['late']);
    await journal.append(['two']);
    await Promise.all([old.close(), journal.close()]);
    expect(lines).toEqual(['one']);
    const next = await open('a', 3);
    await next.journal.close();
    expect(next.lines).toEqual(['one', 'two']);
  });

  it('counts no line that did not end, and what stands in two files once, where it was said last', async () => {
    await written('a', 1, 'hold', 'free', 'hold');
    await writeFile(join(path, 'a.2'), 'hal');
    const { journal, lines } = await open('a', 3);
    await journal.close();
    expect(lines).toEqual(['free', 'hold']);
  });

  it('has what it had when it is opened again in its epoch', async () => {
    await written('a', 1, 'one');
    await written('a', 2, 'two');
    const { journal, lines } = await open('a', 2);
    await journal.close();
    expect(lines).toEqual(['one', 'two']);
  });

  it('knows the newest epoch that wrote in any of its folders', async () => {
    expect(await newestEpoch([path], 'a')).toBe(0);
    await written('a', 9, 'one');
    await written('a', 10, 'two');
    await written('b', 99, 'other');
    expect(await newestEpoch([join(path, 'none'), path], 'a')).toBe(10);
  });

  it('is refused where its folder cannot be one', async () => {
    await writeFile(path, '');
    await expect(open('a', 1)).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining('A_SETTING'),
    });
  });
});
