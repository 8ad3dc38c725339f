import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/kit.js';
import { type DayFacts, DayTally } from '../core/audit-day.js';
import { SqliteAuditBook } from './sqlite-audit-book.js';

let temporary: ReturnType<typeof temporaryFolder>;
let file: string;
let books: SqliteAuditBook[];
beforeEach(() => {
  temporary = temporaryFolder();
  file = join(temporary.path, 'audit.sqlite');
  books = [];
});
afterEach(() => {
  for (const book of books) book.close();
  temporary.remove();
});

function open(): SqliteAuditBook {
  const book = new SqliteAuditBook(file);
  books.push(book);
  return book;
}

function dayOf(day: string, size: number): DayFacts {
  return { ...new DayTally(day).facts(), blocks: 1, leaves: 1, size };
}

describe('the book for auditors', () => {
  it('keeps the first time of a size and the checkpoint of the largest, also across a start', () => {
    const first = open();
    expect([first.newest(), first.counted(), first.erasures()]).toEqual([undefined, 0, undefined]);
    first.note({ size: 7, time: 100, witnesses: ['a'] }, Uint8Array.of(7));
    first.note({ size: 7, time: 200, witnesses: ['a', 'b'] }, Uint8Array.of(8));
    const again = open();
    again.note({ size: 3, time: null, witnesses: [] }, Uint8Array.of(3));
    expect(again.publicationsAbove(0, 9)).toEqual([
      { size: 3, time: null, witnesses: [] },
      { size: 7, time: 100, witnesses: ['a'] },
    ]);
    expect([again.publicationsAbove(3, 9).length, again.publicationsAbove(0, 1).length]).toEqual([1, 1]);
    expect(again.newest()).toEqual(Uint8Array.of(8));
  });

  it('keeps days, and says up to where they count', () => {
    const [one, two] = [dayOf('2026-11-25', 10), dayOf('2026-11-27', 30)];
    open().putDays([one, two]);
    const again = open();
    again.putDays([{ ...two, size: 40 }]);
    expect([again.counted(), again.days('2026-11-25', '2026-11-26')]).toEqual([40, [one]]);
    expect(again.days('2026-11-26', '2026-11-27')).toEqual([{ ...two, size: 40 }]);
    expect([again.lastDayBefore('2026-11-27'), again.lastDayBefore('2026-11-25')]).toEqual([one, undefined]);
  });

  it('keeps the last checkpoint of each day, also in a book of before, and the same again', () => {
    const first = open();
    const note = (book: SqliteAuditBook, size: number, day?: string) =>
      book.note({ size, time: size, witnesses: [] }, Uint8Array.of(size), day);
    note(first, 1);
    for (const size of [7, 9, 8]) note(first, size, '2026-11-25');
    note(first, 11, '2026-11-27');
    const db = new Database(file);
    db.exec('CREATE TABLE kept AS SELECT * FROM day_ends; DROP TABLE day_ends');
    db.close();
    const again = open();
    expect(again.dayEnds('2026-11-25', '2026-11-30')).toEqual([]);
    note(again, 12, '2026-11-27');
    expect(again.dayEnds('2026-11-25', '2026-11-30')).toEqual([{ day: '2026-11-27', checkpoint: Uint8Array.of(12) }]);
    note(again, 9, '2026-11-25');
    note(again, 8, '2026-11-25');
    expect(again.dayEnds('2026-11-25', '2026-11-26')).toEqual([{ day: '2026-11-25', checkpoint: Uint8Array.of(9) }]);
  });

  it('takes over the publications of a book that had no days', () => {
    const db = new Database(file);
    db.exec(`CREATE TABLE publications (size INTEGER PRIMARY KEY, time INTEGER NOT NULL, witnesses TEXT NOT NULL) STRICT;
      INSERT INTO publications VALUES (5, 50, '["a"]')`);
    db.close();
    expect(open().publicationsAbove(0, 9)).toEqual([{ size: 5, time: 50, witnesses: ['a'] }]);
    expect(open().publicationsAbove(0, 9)).toHaveLength(1);
  });

  it('keeps the newest counts of erasures that it was given', () => {
    open().keepErasures(Uint8Array.of(1));
    open().keepErasures(Uint8Array.of(2));
    expect(open().erasures()).toEqual(Uint8Array.of(2));
  });

  it('says so when its file cannot be opened', () => {
    expect(() => new SqliteAuditBook(temporary.path)).toThrowError(/see to the disk/);
  });
});
