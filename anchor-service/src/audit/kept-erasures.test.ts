import { cryptoReady, signErasureCounts, signingKey } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW, quiet } from '../../test/kit.js';
import { SqliteAuditBook } from '../adapters/sqlite-audit-book.js';
import { AnchorError } from '../error.js';
import type { SignedErasureCounts } from './audit-port.js';
import { keptErasures } from './kept-erasures.js';

beforeAll(() => cryptoReady);
let book: SqliteAuditBook;
let warned: string[];
beforeEach(() => {
  book = new SqliteAuditBook(':memory:');
  warned = [];
});
afterEach(() => book.close());

function countsOf(issued: number, certificates: number): SignedErasureCounts {
  const months = [{ month: '2026-09', certificates }];
  return { months, issued, bytes: signErasureCounts({ months, issued }, signingKey(new Uint8Array(32).fill(3))) };
}

/** Asks a coach API with this answer, that may be none. @param known what its key signed */
const ask = (answer: SignedErasureCounts | undefined, known: readonly SignedErasureCounts[]) =>
  keptErasures({
    book,
    source: {
      ask: async () => {
        if (answer === undefined) throw new AnchorError('source-failed', 'No answer.');
        return answer;
      },
      open: (bytes) => known.find((one) => Buffer.compare(one.bytes, bytes) === 0),
    },
    clock: () => NOW,
    journal: { ...quiet, warn: (event) => void warned.push(event) },
  });

describe('what is known of erasures', () => {
  it('is what the coach API says, and while it says nothing what it said last', async () => {
    const [first, second] = [countsOf(NOW - 9, 6), countsOf(NOW, 7)];
    expect(await ask(undefined, [])).toBeNull();
    expect(await ask(first, [])).toEqual(first);
    expect(await ask(second, [first])).toEqual(second);
    expect(await ask(undefined, [first, second])).toEqual(second);
    expect(warned).toEqual(['erasure-counts-missing', 'erasure-counts-missing']);
  });

  it('never goes back with a coach API that was restored from an older copy', async () => {
    const [older, newer] = [countsOf(NOW - 99, 6), countsOf(NOW, 7)];
    await ask(newer, []);
    expect(await ask(older, [newer])).toEqual(newer);
    expect(book.erasures()).toEqual(newer.bytes);
  });

  it('is not what was counted at a time that has not come', async () => {
    const [ahead, kept] = [countsOf(NOW + 3601, 9), countsOf(NOW + 3600, 6)];
    await ask(kept, []);
    expect(await ask(ahead, [ahead, kept])).toEqual(kept);
  });

  it('is nothing that another key signed', async () => {
    await ask(countsOf(NOW, 6), []);
    expect(await ask(undefined, [])).toBeNull();
  });

  it('does not hide an error of another kind', async () => {
    const closed = new SqliteAuditBook(':memory:');
    closed.close();
    const source = { ask: async () => countsOf(NOW, 6), open: () => undefined };
    await expect(keptErasures({ source, book: closed, clock: () => NOW, journal: quiet })).rejects.toThrowError();
  });
});
