import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/sql/dialect.js';
import { SqlLetterStore } from '../../src/adapters/sql/letter-store.js';
import { SqlOpeningStore } from '../../src/adapters/sql/opening-store.js';
import { SqlReadStore } from '../../src/adapters/sql/read-store.js';
import { SqlRecordStore } from '../../src/adapters/sql/record-store.js';
import type { AccountedOpening } from '../../src/core/reconcile.js';
import type { NewRead } from '../../src/read-port.js';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import { Certifier, erasureOf, filled, leafText, planOf } from '../records.js';

const ann = new Employee(1);
const readOf = (number: number): NewRead => ({
  ...{ leaf: leafText(number), pseudonym: ann.name, coach: 'coach-1', purpose: 'talk', time: number },
  ...{ metrics: ['steps'], granularity: 'day', from: '2026-05-01', until: '2026-05-02' },
  ...{ record: filled(300, number), sealed: filled(400, number) },
});
const openingOf = (time: number, ...grounds: string[]): AccountedOpening => ({ time, grounds, releases: 1, keys: 93 });

/** What holds of the account of openings, whatever it is stored in. */
export function describeOpeningStore(makePlace: () => Place): void {
  let place: Place;
  let database: Database;
  let store: SqlOpeningStore;
  beforeEach(async () => {
    place = makePlace();
    database = await place.open();
    store = new SqlOpeningStore(database);
  });
  afterEach(async () => {
    await database.close();
    await place.remove();
  });

  const pages = async (from: number, until: number) => {
    const found: (readonly AccountedOpening[])[] = [];
    for await (const page of store.between(from, until)) found.push(page);
    return found;
  };

  describe('the store of openings', () => {
    it('has those of a stretch of time, in the order of arrival and in pages', async () => {
      const openings = [openingOf(10, 'aa'), openingOf(20), openingOf(19, 'aa', 'bb'), openingOf(30, 'cc')];
      const resealed: AccountedOpening = { ...openingOf(41), grounds: 'reseal' };
      await store.add([]);
      await store.add(openings);
      expect(await pages(10, 30)).toEqual([openings.slice(0, 3)]);
      const many = Array.from({ length: 501 }, () => openingOf(40, 'dd'));
      await store.add(many);
      expect((await pages(40, 41)).map(({ length }) => length)).toEqual([500, 1]);
      await store.add([resealed]);
      expect(await pages(41, 42)).toEqual([[resealed]]);
    });

    it('lets nobody change one or take it out', async () => {
      await store.add([openingOf(10, 'aa')]);
      const { queries } = database;
      await expect(queries.updateTable('openings').set({ keys: 0 }).execute()).rejects.toThrow('append-only');
      await expect(queries.deleteFrom('openings').execute()).rejects.toThrow('append-only');
      expect(await pages(0, 99)).toEqual([[openingOf(10, 'aa')]]);
    });

    it('knows the reads and erasures that are named, and when reads were made', async () => {
      for (const number of [1, 2, 3]) await new SqlReadStore(database).add(readOf(number));
      await new SqlLetterStore(database).markProven(leafText(2), 9);
      const erasure = erasureOf(ann);
      await new SqlRecordStore(database).commit(planOf({ erasures: [erasure] }), new Certifier());
      const named = await store.named([leafText(1), leafText(2), erasure.leaf, leafText(9)]);
      expect(Object.fromEntries(named)).toEqual({
        [leafText(1)]: { kind: 'read', time: 1, index: undefined },
        [leafText(2)]: { kind: 'read', time: 2, index: 9 },
        [erasure.leaf]: { kind: 'erasure' },
      });
      expect((await store.named([])).size).toBe(0);
      expect(await store.countReads(2, 4)).toBe(2);
    });

    it('knows an erasure from when it is demanded on, which is once, until it is executed and after that', async () => {
      const [records, erasure, other] = [new SqlRecordStore(database), erasureOf(ann), erasureOf(ann)];
      const demands = () => database.queries.selectFrom('demanded_erasures').select('leaf').execute();
      const named = async () => Object.fromEntries(await store.named([erasure.leaf]));
      await records.demand([]);
      expect(await named()).toEqual({});
      await records.demand([erasure]);
      await records.demand([erasure, other]);
      expect(await named()).toEqual({ [erasure.leaf]: { kind: 'erasure' } });
      expect(await demands()).toHaveLength(2);
      await records.commit(planOf({ erasures: [erasure] }), new Certifier());
      expect(await demands()).toEqual([{ leaf: other.leaf }]);
      expect(await named()).toEqual({ [erasure.leaf]: { kind: 'erasure' } });
      // A commit that failed though it had happened is planned once more.
      await records.demand([erasure]);
      await records.commit(planOf({ erasures: [erasure] }), new Certifier());
      expect(await demands()).toEqual([{ leaf: other.leaf }]);
    });

    it('keeps the first line of a day, and has the latest days first', async () => {
      const dayOf = (day: string, silent: number) => ({ day, silent, line: Buffer.from(filled(9, silent)) });
      for (const [day, silent] of [
        ['2026-05-02', 1],
        ['2026-05-01', 0],
        ['2026-05-02', 0],
        ['2026-04-30', 3],
      ] as const) {
        await store.addDay(dayOf(day, silent));
      }
      expect(await store.day('2026-05-02')).toEqual(dayOf('2026-05-02', 1));
      expect(await store.day('2026-05-03')).toBeUndefined();
      expect(await store.latestDays(2)).toEqual([dayOf('2026-05-02', 1), dayOf('2026-05-01', 0)]);
    });
  });
}
