import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitFiles } from '../testing/limit-files.js';
import { LineJournal, openLines } from './line-journal.js';

const ROOM = 50;
const LINE = 'a line of thirty characters ...';

let folder: string;
let path: string;
const named = () => ({ path, name: 'The journal', setting: 'JOURNAL' });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-lines-'));
  path = join(folder, 'journal');
});
afterEach(async () => {
  limitFiles('unlimited');
  await rm(folder, { recursive: true });
});

describe('a journal whose disk becomes full', () => {
  it('has none of the lines that it refused, and all that it took', async () => {
    const { journal } = await openLines(named());
    await journal.append([LINE]);
    limitFiles(ROOM);
    await expect(journal.append([LINE])).rejects.toMatchObject({ code: 'journal-failed' });
    expect(await readFile(path, 'utf8')).toBe(`${LINE}\n`);
    limitFiles('unlimited');
    await journal.append(['again']);
    await journal.close();
    const again = await openLines(named());
    await again.journal.close();
    expect(again.lines).toEqual([LINE, 'again']);
  });

  it('takes nothing more until what it could not finish is cut off', async () => {
    const file = await open(path, 'w+');
    let failures = 2;
    const truncate = async (size: number): Promise<void> => {
      if (failures > 0) {
        failures -= 1;
        throw new TypeError('not now');
      }
      await file.truncate(size);
    };
    const stubborn = { truncate, write: file.write.bind(file), sync: () => file.sync(), close: () => file.close() };
    const journal = new LineJournal({ file: stubborn, unlock: () => {} }, named(), 0);
    limitFiles(10);
    await expect(journal.append([LINE])).rejects.toMatchObject({ code: 'journal-failed' });
    limitFiles('unlimited');
    await expect(journal.append(['b'])).rejects.toMatchObject({ code: 'journal-failed' });
    await journal.append(['c']);
    expect(await readFile(path, 'utf8')).toBe('c\n');
    await journal.close();
  });
});
