import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/sql/dialect.js';
import { SqlLetterStore } from '../../src/adapters/sql/letter-store.js';
import { SqlRecordStore } from '../../src/adapters/sql/record-store.js';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import { Certifier, consentOf, envelopeOf, FIRST, filled, leafText, letterOf, messageOf, planOf } from '../records.js';

/** What holds of letters, whatever they are stored in. */
export function describeLetterStore(makePlace: () => Place): void {
  describe('the store of letters', () => {
    let place: Place;
    let database: Database;
    let letters: SqlLetterStore;
    const ann = new Employee(1);
    const bob = new Employee(2);
    beforeEach(async () => {
      place = makePlace();
      database = await place.open();
      letters = new SqlLetterStore(database);
    });
    afterEach(async () => {
      await database.close();
      await place.remove();
    });

    const between = () => letters.between({ pseudonym: ann.name, coach: 'coach-1', kind: 'programme', limit: 2 });
    const waiting = async () => (await letters.waiting(ann.name, 9)).map(({ leaf }) => leaf);

    it('has the latest of a coach and a person, the oldest of them first, and none of anybody else', async () => {
      for (const number of [1, 2, 3]) await letters.add(letterOf(ann, number));
      await letters.add(letterOf(ann, 4, { coach: 'coach-2' }));
      await letters.add(letterOf(ann, 5, { kind: 'read' }));
      await letters.add(letterOf(bob, 6));
      const state = { fromPerson: false, told: false, acknowledged: false, index: null };
      expect(await between()).toEqual([
        { leaf: leafText(2), forCoach: Buffer.from(filled(100, 2)), ...state },
        { leaf: leafText(3), forCoach: Buffer.from(filled(100, 3)), ...state },
      ]);
    });

    it('refuses one that is there', async () => {
      await letters.add(letterOf(ann, 1));
      await expect(letters.add(letterOf(ann, 1))).rejects.toThrow();
      expect(await waiting()).toEqual([leafText(1)]);
    });

    it('lets each wait until it is told, in the order in which they came', async () => {
      for (const number of [3, 1, 2]) await letters.add(letterOf(ann, number));
      await letters.add(letterOf(bob, 4, { forPerson: null }));
      expect(await letters.waitedFor()).toEqual([ann.name]);
      expect(await letters.waiting(ann.name, 2)).toEqual([
        { leaf: leafText(3), kind: 'programme', sealed: Buffer.from(filled(200, 3)) },
        { leaf: leafText(1), kind: 'programme', sealed: Buffer.from(filled(200, 1)) },
      ]);
      await letters.markTold(leafText(3), 10);
      expect(await waiting()).toEqual([leafText(1), leafText(2)]);
      expect((await between()).map(({ told }) => told)).toEqual([false, false]);
    });

    it('lets wait again what was told and not heard of since, unless it was acknowledged', async () => {
      for (const number of [1, 2, 3, 4]) await letters.add(letterOf(ann, number));
      await letters.markTold(leafText(1), 10);
      await letters.settle(ann.name, 11);
      for (const number of [2, 3]) await letters.markTold(leafText(number), 20);
      await letters.markTold(leafText(4), 40);
      const answer = messageOf(ann, leafText(3));
      await new SqlRecordStore(database).commit(planOf({ messages: [answer] }), new Certifier());
      await letters.tellAgain(ann.name, { before: 30, since: 12 });
      expect(await waiting()).toEqual([leafText(2)]);
      await letters.tellAgain(ann.name, { before: 30, since: 11 });
      expect(await waiting()).toEqual([leafText(1), leafText(2)]);
      expect(await between()).toMatchObject([{ acknowledged: true }, { told: true }]);
    });

    it('knows of a message that its person wrote it', async () => {
      const message = messageOf(ann, null, filled(300, 8));
      await new SqlRecordStore(database).commit(planOf({ messages: [message] }), new Certifier());
      const asked = { pseudonym: ann.name, coach: 'coach-1', kind: 'message', limit: 9 } as const;
      expect(await letters.between(asked)).toMatchObject([
        { leaf: message.leaf, fromPerson: true, forCoach: Buffer.from(filled(300, 8)) },
      ]);
      expect([await waiting(), await letters.unproven(9), await letters.waitedFor()]).toEqual([[], [], []]);
    });

    it.each(['envelopes', 'consents'] as const)('has heard of a person of whom it has %s', async (kind) => {
      expect(await letters.hasSpoken(ann.name)).toBe(false);
      const plan =
        kind === 'envelopes' ? { envelopes: [envelopeOf(new Employee(1), FIRST)] } : { consents: [consentOf(ann)] };
      await new SqlRecordStore(database).commit(planOf(plan), new Certifier());
      expect([await letters.hasSpoken(ann.name), await letters.hasSpoken(bob.name)]).toEqual([true, false]);
    });

    it('knows which are not known to be in the log, the oldest first', async () => {
      for (const number of [3, 1, 2]) await letters.add(letterOf(ann, number));
      expect(await letters.unproven(2)).toEqual([leafText(3), leafText(1)]);
      await letters.markProven(leafText(3), 0);
      expect(await letters.unproven(9)).toEqual([leafText(1), leafText(2)]);
      await letters.markProven(leafText(2), 9_007_199_254_740_991);
      expect((await between()).map(({ index }) => index)).toEqual([null, 9_007_199_254_740_991]);
    });

    it('knows when certificates of erasure were signed', async () => {
      await letters.add(letterOf(ann, 1, { kind: 'erasure', time: 77 }));
      await letters.add(letterOf(ann, 2));
      expect(await letters.timesOfErasures()).toEqual([77]);
    });
  });
}
