import { leafOf, toHex } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { SqlRecordStore } from '../../src/adapters/sql/record-store.js';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import * as made from '../records.js';
import { hexOf, RecordWorld } from './record-world.js';

const { FIRST, SECOND, JULY, LONG_AGO } = made;

/** What holds of envelopes and of what a commit stores, whatever it is stored in. */
export function describeRecordStore(makePlace: () => Place): void {
  describe('the store of records', () => {
    const world = new RecordWorld(makePlace);

    describe('envelopes', () => {
      it('are there when a commit settled, and give the head of their agent', async () => {
        expect(await world.records.head(world.ann.name, 1)).toBeUndefined();
        const envelopes = [made.envelopeOf(world.ann, FIRST), made.envelopeOf(world.ann, SECOND)];
        await world.commit({ envelopes: [...envelopes, made.envelopeOf(world.bob, FIRST)] });
        const leaf = Buffer.from(leafOf(envelopes[1]?.bytes ?? new Uint8Array()));
        expect(await world.records.head(world.ann.name, 1)).toEqual({ sequence: 2, leaf });
        expect(await world.records.head(world.ann.name, 2)).toBeUndefined();
        expect([...(await world.records.leavesAt(world.ann.name, 1, [2, 3]))]).toEqual([[2, leaf]]);
        const second = await world.place.open();
        expect(await new SqlRecordStore(second).head(world.ann.name, 1)).toEqual({ sequence: 2, leaf });
        await second.close();
      });

      it('are read by window and in the order of arrival within one, in pages, whatever their month', async () => {
        const days = Array.from({ length: 150 }, (_, i) => [SECOND, JULY, FIRST][i % 3] ?? FIRST);
        const envelopes = [...days, LONG_AGO].map((day) => made.envelopeOf(world.ann, day));
        await world.commit({ envelopes: [...envelopes.slice(0, 90), made.envelopeOf(world.bob, FIRST)] });
        await world.commit({ envelopes: envelopes.slice(90) });
        const of = (day: typeof FIRST) => envelopes.filter(({ envelope }) => envelope.windowStart === day.windowStart);
        const { bytes, sizes } = await world.read();
        expect(bytes).toEqual(hexOf(...of(LONG_AGO), ...of(FIRST), ...of(SECOND), ...of(JULY)));
        expect(sizes).toEqual([64, 64, 23]);
        expect((await world.read({ from: SECOND.windowStart, until: JULY.windowStart })).bytes).toEqual(
          hexOf(...of(SECOND)),
        );
        expect((await world.read({ granularity: 'hour' })).bytes).toEqual([]);
      });

      it('that are damaged or lost are held back and counted', async () => {
        const envelopes = [FIRST, FIRST, SECOND].map((day) => made.envelopeOf(world.ann, day));
        await world.commit({ envelopes });
        await world.place.damage('envelopes', 'sequence = 2');
        expect(await world.read()).toEqual({
          bytes: hexOf(...envelopes.filter((_, i) => i !== 1)),
          sizes: [3],
          damaged: 1,
        });
      });

      it('of a retired agent count up to its last sequence', async () => {
        await world.enrol();
        const envelopes = [FIRST, FIRST, SECOND].map((day) => made.envelopeOf(world.ann, day));
        await world.commit({ envelopes });
        const retirement = made.retirementOf(world.ann, 1, 2);
        await world.commit({ retirements: [retirement] });
        expect(await world.records.retirements()).toEqual([
          { pseudonym: world.ann.name, record: Buffer.from(retirement.bytes) },
        ]);
        expect((await world.read()).bytes).toEqual(hexOf(...envelopes.slice(0, 2)));
      });

      it('of days that are erased already leave their world.place in the chain alone', async () => {
        await world.enrol();
        const erased = made.envelopeOf(world.ann, FIRST, 'ee');
        await world.commit({ envelopes: [erased, made.envelopeOf(world.ann, SECOND)] });
        expect((await world.read()).sizes).toEqual([1]);
        expect((await world.records.head(world.ann.name, 1))?.sequence).toBe(2);
        expect(await world.place.files()).not.toContain(made.inside(erased.bytes));
      });

      it('are found in the log once, by their leaf', async () => {
        await world.enrol();
        const envelopes = [FIRST, SECOND, JULY].map((day) => made.envelopeOf(world.ann, day));
        await world.commit({ envelopes });
        const all = await world.records.unanchored(0, 9);
        expect(all.map(({ leaf }) => leaf)).toEqual(envelopes.map(({ bytes }) => toHex(leafOf(bytes))));
        expect(await world.records.unanchored(all[0]?.id ?? 0, 1)).toEqual([all[1]]);
        await world.records.markAnchored([]);
        const places = all.slice(0, 2).map(({ id }, i) => ({ id, index: 9_007_199_254_740_990 + i }));
        await world.records.markAnchored(places);
        expect(await world.records.unanchored(0, 9)).toEqual([all[2]]);
      });
    });

    describe('consent', () => {
      it('is named in the order of arrival, whosever it is, what is damaged too', async () => {
        const consents = [made.consentOf(world.ann), made.consentOf(world.bob), made.consentOf(world.ann, 2_000)];
        for (const consent of consents) await world.commit({ consents: [consent] });
        await world.place.damage('consents', 'true');
        expect(await world.records.consentLeaves()).toEqual(
          consents.map(({ pseudonym, leaf }) => ({ pseudonym, leaf })),
        );
      });
    });

    describe('a commit', () => {
      it('of nothing does nothing', async () => {
        await world.commit({ receipts: [], refused: ['topic'] });
        expect(await world.records.sharing()).toEqual([]);
      });

      it('that fails in the middle leaves nothing', async () => {
        const message = made.messageOf(world.ann, null);
        await world.commit({ envelopes: [made.envelopeOf(world.ann, FIRST)], messages: [message] });
        const plan = {
          envelopes: [made.envelopeOf(world.ann, JULY)],
          keys: [made.keysOf(world.ann, '2026-05-01')],
          messages: [message],
        };
        await expect(world.commit(plan)).rejects.toThrow();
        expect((await world.records.head(world.ann.name, 1))?.sequence).toBe(1);
        expect(await world.records.stored(plan.keys.map(({ leaf }) => leaf))).toEqual([]);
        await world.commit({ ...plan, messages: [made.messageOf(world.ann, null)] });
        expect((await world.read()).sizes).toEqual([2]);
      });

      it('whose consent is stored already stores the rest of it', async () => {
        const consent = made.consentOf(world.ann);
        await world.commit({ consents: [consent] });
        await world.commit({ envelopes: [made.envelopeOf(world.ann, FIRST)], consents: [consent] });
        expect((await world.records.consents(world.ann.name)).records).toHaveLength(1);
        expect((await world.records.head(world.ann.name, 1))?.sequence).toBe(1);
      });

      it('whose certificate cannot be written leaves nothing erased', async () => {
        const envelope = made.envelopeOf(world.ann, FIRST);
        await world.commit({ envelopes: [envelope], keys: [made.keysOf(world.ann, '2026-05-01')] });
        const failing = { narrowed: [], certify: () => Promise.reject(new TypeError('the disk is full')) };
        const plan = { envelopes: [made.envelopeOf(world.ann, SECOND)], erasures: [made.erasureOf(world.ann)] };
        await expect(world.commit(plan, Object.assign(new made.Certifier(), failing))).rejects.toThrow('full');
        expect((await world.read()).bytes).toEqual(hexOf(envelope));
        expect(await world.records.executedErasures()).toEqual([]);
      });

      it('is seen whole or not at all', async () => {
        const second = await world.place.open();
        const others = new SqlRecordStore(second);
        const seen: unknown[] = [];
        const erasing = new made.Certifier();
        const certify = erasing.certify;
        const looking = Object.assign(erasing, {
          certify: async (...args: Parameters<typeof certify>) => {
            seen.push(await others.head(world.ann.name, 1), await others.sharing());
            return certify(...args);
          },
        });
        const plan = {
          envelopes: [made.envelopeOf(world.ann, SECOND)],
          consents: [made.consentOf(world.ann)],
          erasures: [made.erasureOf(world.ann)],
        };
        await world.commit(plan, looking);
        expect(seen).toEqual([undefined, []]);
        expect([(await others.head(world.ann.name, 1))?.sequence, await others.sharing()]).toEqual([
          1,
          [{ pseudonym: world.ann.name, consents: 1 }],
        ]);
        await second.close();
      });

      it('is one of those that say the same sequence of an agent at the same time, whole, and the others leave nothing', async () => {
        const plans = [1, 2, 3].map((length, i) => {
          const twin = new Employee(1);
          const days = [FIRST, SECOND, JULY].slice(0, length);
          return made.planOf({
            envelopes: days.map((day) => made.envelopeOf(twin, day)),
            consents: [made.consentOf(twin, 1_000 + i)],
          });
        });
        const outcomes = await Promise.allSettled(
          plans.map((plan) => world.records.commit(plan, new made.Certifier())),
        );
        const kept = plans.filter((_, i) => outcomes[i]?.status === 'fulfilled');
        expect(kept).toHaveLength(1);
        expect((await world.records.head(world.ann.name, 1))?.sequence).toBe(kept[0]?.envelopes.length);
        expect((await world.records.consents(world.ann.name)).records.map(({ leaf }) => leaf)).toEqual(
          kept[0]?.consents.map(({ leaf }) => leaf),
        );
      });

      it('of each of many people at the same time is stored', async () => {
        const people = Array.from({ length: 12 }, (_, i) => new Employee(10 + i));
        const plans = people.map((each) =>
          made.planOf({ envelopes: [made.envelopeOf(each, JULY), made.envelopeOf(each, LONG_AGO)] }),
        );
        await Promise.all(plans.map((plan) => world.records.commit(plan, new made.Certifier())));
        for (const { name } of people) expect((await world.records.head(name, 1))?.sequence).toBe(2);
      });
    });
  });
}
