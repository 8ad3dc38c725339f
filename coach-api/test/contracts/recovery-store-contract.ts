import { leafOf } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/sql/dialect.js';
import { SqlLetterStore } from '../../src/adapters/sql/letter-store.js';
import { SqlRecordStore } from '../../src/adapters/sql/record-store.js';
import { SqlRecoveryStore } from '../../src/adapters/sql/recovery-store.js';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import * as records from '../records.js';

/** What holds of what a person gets back, whatever it is stored in. */
export function describeRecoveryStore(makePlace: () => Place): void {
  describe('the store for recovery', () => {
    let place: Place;
    let database: Database;
    let recovery: SqlRecoveryStore;
    let ann: Employee;
    const bob = new Employee(2);
    beforeEach(async () => {
      place = makePlace();
      database = await place.open();
      recovery = new SqlRecoveryStore(database);
      ann = new Employee(1);
    });
    afterEach(async () => {
      await database.close();
      await place.remove();
    });

    const commit = (plan: Parameters<typeof records.planOf>[0], erasing = new records.Certifier()) =>
      new SqlRecordStore(database).commit(records.planOf(plan), erasing);

    it('gives envelopes in pages, each once, in the order in which they came, of one person', async () => {
      const envelopes = Array.from({ length: 70 }, (_, i) =>
        records.envelopeOf(ann, i % 2 === 0 ? records.SECOND : records.FIRST),
      );
      await commit({ envelopes: [...envelopes.slice(0, 40), records.envelopeOf(new Employee(2), records.FIRST)] });
      await commit({ envelopes: envelopes.slice(40) });
      const found = [];
      for (let after = 0; ; ) {
        const page = await recovery.envelopes({ pseudonym: ann.name, after });
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(32);
        found.push(...page);
        after = page.at(-1)?.position ?? 0;
      }
      expect(found.map(({ sequence }) => sequence)).toEqual(envelopes.map(({ envelope }) => envelope.sequence));
      expect(found[0]).toMatchObject({ agent: 1, damaged: false, bytes: Buffer.from(envelopes[0]?.bytes ?? []) });
    });

    it('says of what was erased that it was, and of what is damaged that it is', async () => {
      const days = [records.FIRST, records.SECOND, records.SECOND];
      const envelopes = days.map((day) => records.envelopeOf(ann, day));
      await commit({ envelopes });
      await commit({ erasures: [records.erasureOf(ann)] });
      await place.damage('envelopes', 'sequence = 2');
      const page = await recovery.envelopes({ pseudonym: ann.name, after: 0 });
      expect(page.map(({ bytes, damaged }) => [bytes === null, damaged])).toEqual([
        [true, false],
        [false, true],
        [false, false],
      ]);
      expect(page.map(({ leaf }) => leaf)).toEqual(envelopes.map(({ bytes }) => Buffer.from(leafOf(bytes))));
    });

    it('gives every kind of record with its leaf, and of a release that was narrowed nothing', async () => {
      const consent = records.consentOf(ann);
      const releases = [records.releaseOf(ann, consent.leaf), records.releaseOf(ann, '22'.repeat(32))];
      const [keys, retirement] = [records.keysOf(ann, '2026-06-01'), records.retirementOf(ann, 2, 3)];
      await commit({ consents: [consent], releases, keys: [keys], retirements: [retirement] });
      const narrowed = [{ leaf: releases[1]?.leaf ?? '', bytes: records.filled(200, 1) }];
      const erasure = records.erasureOf(ann);
      await commit({ erasures: [erasure] }, new records.Certifier(narrowed));
      const leaves = async (kind: Parameters<SqlRecoveryStore['records']>[0]) =>
        (await recovery.records(kind, { pseudonym: ann.name, after: 0 })).map(({ leaf }) => leaf);
      expect(await leaves('consents')).toEqual([consent.leaf]);
      expect(await leaves('releases')).toEqual([releases[0]?.leaf]);
      expect(await leaves('keys')).toEqual([keys.leaf]);
      expect(await leaves('retirements')).toEqual([retirement.leaf]);
      expect(await leaves('erasures')).toEqual([erasure.leaf]);
      expect(await leaves('certificates')).toEqual([records.leafText(101)]);
    });

    it('gives letters as they are sealed, after a position, and none of anybody else', async () => {
      const letters = new SqlLetterStore(database);
      await letters.add(records.letterOf(ann, 1));
      await letters.add(records.letterOf(ann, 2, { forPerson: null }));
      await letters.add(records.letterOf(bob, 3));
      await letters.add(records.letterOf(ann, 4, { kind: 'read', forCoach: null }));
      const asked = { pseudonym: ann.name, after: 0 };
      const [first, second] = await recovery.records('programmes', asked);
      expect([first, second]).toMatchObject([
        { leaf: records.leafText(1), sealedTo: 'person', bytes: Buffer.from(records.filled(200, 1)) },
        { leaf: records.leafText(2), sealedTo: 'coach-api', bytes: Buffer.from(records.filled(100, 2)) },
      ]);
      const rest = await recovery.records('programmes', { ...asked, after: first?.position ?? 0 });
      expect(rest).toEqual([second]);
      expect(await recovery.records('reads', asked)).toMatchObject([{ leaf: records.leafText(4) }]);
      expect(await recovery.records('messages', asked)).toEqual([]);
    });

    it('gives a position to no second record, also where the last was destroyed', async () => {
      const positions = async (): Promise<number> =>
        (await recovery.records('keys', { pseudonym: ann.name, after: 0 }))[0]?.position ?? 0;
      await commit({ keys: [records.keysOf(ann, '2026-05-01')] });
      const before = await positions();
      await commit({ erasures: [records.erasureOf(ann)] });
      await commit({ keys: [records.keysOf(ann, '2026-06-01')] });
      expect(await positions()).toBeGreaterThan(before);
    });
  });
}
