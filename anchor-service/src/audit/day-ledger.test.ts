import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBook } from '../../test/audit-kit.js';
import { appendAll, createKit, type LogKit, leavesOf, openLog, type RunningLog } from '../../test/kit.js';
import { SqliteAuditBook } from '../adapters/sqlite-audit-book.js';
import { AnchorError } from '../error.js';
import type { AuditBook } from './audit-port.js';
import { DayLedger } from './day-ledger.js';
import { beginBook } from './noting-publisher.js';

const DAY = 86_400;
/** 2026-11-25, midnight of UTC. */
const START = Date.UTC(2026, 10, 25) / 1000;

let kit: LogKit;
let log: RunningLog;
let book: AuditBook;
let now: number;
beforeAll(() => sodium.ready);
beforeEach(() => {
  now = START;
  kit = createKit();
  const opened = openBook(kit, () => now + 3);
  book = opened.book;
  log = openLog(kit, opened.noting, { clock: () => now });
});
afterEach(() => {
  log.store.close();
  book.close();
  kit.remove();
});

const ledger = (): DayLedger => new DayLedger({ book, store: log.store });
const allDays = (from: AuditBook = book) => from.days('2026-11-25', '2026-11-30');

/** Two days with two blocks each, of ten leaves, and of the link but in the first. */
async function twoDays(): Promise<void> {
  for (const [i, time] of [START, START + 60, START + DAY, START + DAY + 7200].entries()) {
    now = time;
    await appendAll(log, leavesOf(i * 10, i * 10 + 10));
  }
}

describe('the days of a log', () => {
  it('are counted as its blocks are published', async () => {
    await twoDays();
    await ledger().catchUp();
    const ofBoth = { blocks: 2, leaves: 20, publications: 2, waits: [[3, 2]], longest: 3 };
    expect(allDays()).toMatchObject([
      { ...ofBoth, day: '2026-11-25', firstIndex: 0, size: 21, quiet: [] },
      { ...ofBoth, day: '2026-11-26', firstIndex: 21, size: 43, quiet: [[START + DAY, START + DAY + 7200]] },
    ]);
  });

  it('are the same when they are counted one by one, anew, or from a book that was killed in between', async () => {
    const own = ledger();
    for (const [i, time] of [START, START + 60, START + DAY].entries()) {
      now = time;
      await appendAll(log, leavesOf(i * 10, i * 10 + 10));
      await own.catchUp();
    }
    const counted = allDays();
    const copy = new SqliteAuditBook(':memory:');
    for (const publication of book.publicationsAbove(0, 99)) copy.note(publication, new Uint8Array(1));
    let failures = 1;
    const failing: AuditBook = Object.assign(Object.create(copy), {
      ...{ counted: () => copy.counted(), days: (from: string, until: string) => copy.days(from, until) },
      publicationsAbove: (size: number, most: number) => copy.publicationsAbove(size, most),
      putDays: (days: Parameters<AuditBook['putDays']>[0]) => {
        // It failed, yet it had happened.
        copy.putDays(days);
        if (failures-- > 0) throw new AnchorError('storage-failed', 'injected');
      },
    });
    const again = new DayLedger({ book: failing, store: log.store });
    await expect(again.catchUp()).rejects.toMatchObject({ code: 'storage-failed' });
    await again.catchUp();
    expect(allDays(copy)).toEqual(counted);
    copy.close();
  });

  it('that are over are not touched again', async () => {
    await twoDays();
    await ledger().catchUp();
    const put: string[] = [];
    const watched = new Proxy(book, {
      get: (target, name: keyof AuditBook) => {
        if (name !== 'putDays') return target[name].bind(target);
        return (days: Parameters<AuditBook['putDays']>[0]) => {
          put.push(...days.map(({ day }) => day));
          target.putDays(days);
        };
      },
    });
    now = START + DAY + 9000;
    await appendAll(log, leavesOf(40, 50));
    await new DayLedger({ book: watched, store: log.store }).catchUp();
    expect(put).toEqual(['2026-11-26']);
  });

  it('do not count what is committed and not published', async () => {
    await twoDays();
    log.anchor.receive(leavesOf(90, 91)[0] ?? new Uint8Array(0));
    await log.anchor.commit();
    await ledger().catchUp();
    expect(book.counted()).toBe(43);
  });

  it('end at once where it stops', async () => {
    await twoDays();
    const own = ledger();
    own.close();
    await own.catchUp();
    expect(book.counted()).toBe(0);
  });

  it('of a log whose book was lost are counted, without times that nobody knows', async () => {
    await twoDays();
    const lost = book;
    book = new SqliteAuditBook(':memory:');
    beginBook(await log.folder.read('checkpoint'), { book, store: log.store, policyAt: () => kit.policy });
    beginBook(new Uint8Array(1), { book, store: log.store, policyAt: () => kit.policy });
    await ledger().catchUp();
    expect(allDays()).toMatchObject([
      { day: '2026-11-25', blocks: 2, leaves: 20, publications: 0, waits: [], longest: null, unwitnessed: [] },
      { day: '2026-11-26', publications: 1, cosigned: kit.policy.witnesses.map(({ name }) => [name, 1, null]) },
    ]);
    lost.close();
  });

  it('of a log whose book came out of a copy are counted, without a time for what came out since', async () => {
    await twoDays();
    const [older, published] = [new SqliteAuditBook(':memory:'), await log.folder.read('checkpoint')];
    const [first, ...later] = book.publicationsAbove(0, 10);
    older.note(first ?? { size: 0, time: 0, witnesses: [] }, new Uint8Array(1));
    book.close();
    book = older;
    beginBook(published, { book, store: log.store, policyAt: () => kit.policy });
    expect(book.publicationsAbove(0, 10)).toEqual([first]);
    for (let i = 0; i < 2; i += 1)
      beginBook(published, { book, store: log.store, policyAt: () => kit.policy, isRestored: true });
    expect(book.publicationsAbove(0, 10)).toMatchObject([first, { size: later.at(-1)?.size, time: null }]);
    await ledger().catchUp();
    expect(book.counted()).toBe(later.at(-1)?.size);
  });

  it('of a log that is new begin with its first checkpoint', () => {
    beginBook(undefined, { book, store: log.store, policyAt: () => kit.policy });
    expect(book.publicationsAbove(0, 1)).toEqual([]);
  });
});
