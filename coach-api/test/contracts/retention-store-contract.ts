import { toHex } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { SqlAdministrationStore } from '../../src/adapters/sql/administration-store.js';
import { SqlRegistry } from '../../src/adapters/sql/registry.js';
import { SqlRetentionStore } from '../../src/adapters/sql/retention-store.js';
import { expiryOf } from '../../src/core/expiry.js';
import type { Expiry } from '../../src/retention-port.js';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import * as made from '../records.js';
import { MARKS } from '../records.js';
import { hexOf, RecordWorld } from './record-world.js';

const { FIRST, SECOND, JULY } = made;
const ENDS = 5_000;
const DAY = '2027-01-01';
const FIRST_DAY = { start: FIRST.windowStart, end: SECOND.windowStart };

/** What holds of envelopes that expire, whatever they are stored in. */
export function describeRetentionStore(makePlace: () => Place): void {
  describe('the store of what expires', () => {
    const world = new RecordWorld(makePlace);
    const store = (district = '') => new SqlRetentionStore(world.database, district);
    const ofAnn = (change: Partial<Expiry> = {}): Expiry => ({
      ...{ pseudonym: world.ann.name, consents: 0, endedBy: ENDS, ...expiryOf([]), ...change },
    });

    /** Two people in a challenge that ended, and one in that which does not. */
    async function enrolThree(): Promise<{ readonly eve: Employee; readonly challenge: number }> {
      const [administration, registry] = [
        new SqlAdministrationStore(world.database, MARKS),
        new SqlRegistry(world.database, MARKS),
      ];
      const challenge = Number(
        await administration.addChallenge({ name: 'Spring', starts: 0, ends: ENDS, seats: null }),
      );
      const eve = new Employee(3);
      for (const employee of [world.ann, world.bob, eve]) {
        const number = employee === eve ? 1 : challenge;
        await administration.invite({ codeHash: employee.name, challenge: number, expires: 100 }, 0);
        expect(await registry.enrol(employee.name, made.enrolmentOf(employee), 1)).toBe('created');
      }
      return { eve, challenge };
    }

    it('tells whose challenge ended and of whom something is left, page by page and of a district alone', async () => {
      const { eve } = await enrolThree();
      await world.commit({ envelopes: [world.ann, eve].map((each) => made.envelopeOf(each, FIRST)) });
      expect(await store().due(ENDS - 1, '')).toEqual([]);
      expect(await store().due(ENDS, '')).toEqual([world.ann.name]);
      await world.commit({ envelopes: [made.envelopeOf(world.bob, FIRST)] });
      expect(await store().due(ENDS, '')).toEqual([world.ann.name, world.bob.name]);
      expect(await store().due(ENDS, world.ann.name)).toEqual([world.bob.name]);
      expect([await store('0').due(ENDS, ''), await store('f').due(ENDS, '')]).toEqual([
        [world.ann.name, world.bob.name],
        [],
      ]);
    });

    it('takes bytes, keys and evidence out of every file, leaves sequence and leaf, and touches nobody else', async () => {
      await enrolThree();
      const envelopes = [FIRST, SECOND, JULY].map((day) => made.envelopeOf(world.ann, day));
      const fork = { ...made.envelopeOf(new Employee(1), FIRST), time: 5 };
      const others = made.envelopeOf(world.bob, FIRST);
      const keys = [made.keysOf(world.ann, '2026-05-01'), made.keysOf(world.bob, '2026-05-01')];
      await world.commit({ envelopes: [...envelopes, others], keys, forks: [fork] });
      const traces = [...envelopes, fork, others, ...keys].map(({ bytes }) => made.inside(bytes));
      const there = async () => {
        const files = await world.place.files();
        return traces.map((trace) => files.includes(trace));
      };
      expect(await there()).toEqual([true, true, true, true, true, true, true]);
      expect(await store().count(ofAnn())).toBe(3);
      expect(await store().expire(ofAnn(), DAY)).toBe(3);
      await store().foldBack();
      expect(await there()).toEqual([false, false, false, false, true, false, true]);
      expect((await world.read()).sizes).toEqual([]);
      expect(await world.records.head(world.ann.name, 1)).toMatchObject({ sequence: 3 });
      const chain = await world.records.leavesAt(world.ann.name, 1, [1, 2, 3]);
      expect([...chain.values()].map((leaf) => toHex(leaf))).toEqual(
        envelopes.map(({ envelope }) => toHex(envelope.leaf)),
      );
      expect(await store().due(ENDS, '')).toEqual([world.bob.name]);
      expect([await store().count(ofAnn()), await store().expire(ofAnn(), DAY)]).toEqual([0, 0]);
    });

    it('leaves what a living grant has: its spans and granularities, and the keys of its days', async () => {
      await enrolThree();
      const [first, second, july] = [FIRST, SECOND, JULY].map((day) => made.envelopeOf(world.ann, day));
      const hour = made.envelopeOf(world.ann, { ...FIRST, granularity: 'hour' });
      const keys = ['2026-05-01', '2026-05-02', '2026-07-02'].map((day) => made.keysOf(world.ann, day));
      await world.commit({ envelopes: [first, second, july, hour].flatMap((each) => each ?? []), keys });
      const spans = {
        raw: [],
        hour: [FIRST_DAY],
        day: [FIRST_DAY, { start: JULY.windowStart, end: JULY.windowStart + 1 }],
      };
      const expiry = ofAnn({ spans, keptDays: [{ from: '2026-05-02', until: '2026-05-02' }] });
      expect(await store().count(expiry)).toBe(3);
      expect(await store().expire(expiry, DAY)).toBe(3);
      expect((await world.read()).bytes).toEqual(hexOf(...[second].flatMap((each) => each ?? [])));
      const left = await world.records.stored(keys.map(({ leaf }) => leaf));
      expect(left).toEqual([keys[1]?.leaf]);
    });

    it('does nothing where consent came meanwhile, or the challenge goes on after all', async () => {
      const { challenge } = await enrolThree();
      await world.commit({ envelopes: [made.envelopeOf(world.ann, FIRST)], consents: [made.consentOf(world.ann)] });
      expect(await store().expire(ofAnn(), DAY)).toBe(0);
      const decided = ofAnn({ consents: 1 });
      const administration = new SqlAdministrationStore(world.database, MARKS);
      await administration.changeChallenge(challenge, { ends: ENDS + 1 }, 0);
      expect(await store().expire(decided, DAY)).toBe(0);
      expect((await world.read()).sizes).toEqual([1]);
      expect(await store().counts(9)).toEqual([]);
      await administration.changeChallenge(challenge, { ends: ENDS }, 0);
      expect(await store().expire(decided, DAY)).toBe(1);
    });

    it('counts by day and by what was done, of several districts together', async () => {
      await enrolThree();
      await world.commit({ envelopes: [FIRST, SECOND].map((day) => made.envelopeOf(world.ann, day)) });
      await world.commit({ envelopes: [made.envelopeOf(world.bob, FIRST)] });
      await store('0').noteCounted('2026-12-31', { people: 9, envelopes: 90 });
      await store('0').noteCounted('2026-12-31', { people: 2, envelopes: 3 });
      await store('1').noteCounted('2026-12-31', { people: 1, envelopes: 4 });
      await store('0').expire(ofAnn(), DAY);
      await store('0').expire(ofAnn({ pseudonym: world.bob.name }), DAY);
      const destroyed = { day: DAY, counted: false, people: 2, envelopes: 3 };
      expect(await store().counts(9)).toEqual([
        destroyed,
        { day: '2026-12-31', counted: true, people: 3, envelopes: 7 },
      ]);
      expect(await store().counts(1)).toEqual([destroyed]);
    });
  });
}
