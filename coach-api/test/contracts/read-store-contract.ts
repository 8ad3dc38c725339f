import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/sql/dialect.js';
import { SqlLetterStore } from '../../src/adapters/sql/letter-store.js';
import { SqlLogState, SqlReadStore } from '../../src/adapters/sql/read-store.js';
import type { NewRead } from '../../src/read-port.js';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import { filled, leafText, letterOf } from '../records.js';

const ann = new Employee(1);
const readOf = (number: number, coach = 'coach-1'): NewRead => ({
  ...{ leaf: leafText(number), pseudonym: ann.name, coach, purpose: 'wekelijks gesprek é', time: number },
  ...{ metrics: ['steps', 'sleep'], granularity: 'day', from: '2026-05-01', until: '2026-05-02' },
  ...{ record: filled(300, number), sealed: filled(400, number) },
});

/** What holds of read records and of what is believed of the log, whatever they are stored in. */
export function describeReadStore(makePlace: () => Place): void {
  let place: Place;
  let database: Database;
  beforeEach(async () => {
    place = makePlace();
    database = await place.open();
  });
  afterEach(async () => {
    await database.close();
    await place.remove();
  });

  describe('the store of reads', () => {
    it('has those of a coach, the latest first, with their place in the log', async () => {
      const reads = new SqlReadStore(database);
      for (const number of [1, 2, 3]) await reads.add(readOf(number));
      await reads.add(readOf(4, 'coach-2'));
      await new SqlLetterStore(database).markProven(leafText(3), 6);
      const { record: _, sealed: __, ...third } = readOf(3);
      const { record: ___, sealed: ____, ...second } = readOf(2);
      expect(await reads.ofCoach('coach-1', 2)).toEqual([
        { ...third, index: 6 },
        { ...second, index: null },
      ]);
    });

    it('tells the person of each in a letter', async () => {
      await new SqlReadStore(database).add(readOf(1));
      expect(await new SqlLetterStore(database).waiting(ann.name, 9)).toEqual([
        { leaf: leafText(1), kind: 'read', sealed: Buffer.from(filled(400, 1)) },
      ]);
    });

    it('stores no read without its letter', async () => {
      const reads = new SqlReadStore(database);
      await new SqlLetterStore(database).add(letterOf(ann, 1));
      await expect(reads.add(readOf(1))).rejects.toThrow();
      await new SqlLetterStore(database).add(letterOf(ann, 2));
      expect(await database.queries.selectFrom('reads').selectAll().execute()).toEqual([]);
    });
  });

  describe('what is believed of the log', () => {
    it('is what was believed last, with the policy that was followed', async () => {
      const state = new SqlLogState(database);
      expect(await state.load()).toBeUndefined();
      await state.save({ checkpoint: 'one', followed: { from: 'a', to: 'b' } });
      expect(await state.load()).toEqual({ checkpoint: 'one', followed: { from: 'a', to: 'b' } });
      await state.save({ checkpoint: 'two', followed: undefined });
      expect(await state.load()).toEqual({ checkpoint: 'two', followed: undefined });
    });
  });
}
