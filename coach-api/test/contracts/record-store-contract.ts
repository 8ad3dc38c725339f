import { leafOf, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/sql/dialect.js';
import { SqlRecordStore } from '../../src/adapters/sql/record-store.js';
import { SqlRegistry } from '../../src/adapters/sql/registry.js';
import type { EnvelopeRange } from '../../src/ports.js';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import * as made from '../records.js';

const { FIRST, SECOND, JULY, LONG_AGO } = made;

/** What holds of envelopes, consent and releases, whatever they are stored in. */
export function describeRecordStore(makePlace: () => Place): void {
  describe('the store of records', () => {
    let place: Place;
    let database: Database;
    let records: SqlRecordStore;
    let ann: Employee;
    let bob: Employee;
    beforeEach(async () => {
      place = makePlace();
      database = await place.open();
      records = new SqlRecordStore(database);
      [ann, bob] = [new Employee(1), new Employee(2)];
    });
    afterEach(async () => {
      await database.close();
      await place.remove();
    });

    const commit = (plan: Parameters<typeof made.planOf>[0], erasing = new made.Certifier()) =>
      records.commit(made.planOf(plan), erasing);
    const always: Pick<EnvelopeRange, 'granularity' | 'from' | 'until'> = {
      granularity: 'day',
      from: 0,
      until: 4_000_000_000,
    };
    const read = async (change: Partial<EnvelopeRange> = {}) => {
      const [bytes, sizes]: [string[], number[]] = [[], []];
      let damaged = 0;
      for await (const page of records.envelopes({ ...always, pseudonym: ann.name, ...change })) {
        bytes.push(...page.records.map(toHex));
        sizes.push(page.records.length + page.damaged);
        damaged += page.damaged;
      }
      return { bytes, sizes, damaged };
    };
    const hex = (...envelopes: readonly { readonly bytes: Uint8Array }[]) => envelopes.map(({ bytes }) => toHex(bytes));

    describe('envelopes', () => {
      it('are there when a commit settled, and give the head of their agent', async () => {
        expect(await records.head(ann.name, 1)).toBeUndefined();
        const envelopes = [made.envelopeOf(ann, FIRST), made.envelopeOf(ann, SECOND)];
        await commit({ envelopes: [...envelopes, made.envelopeOf(bob, FIRST)] });
        const leaf = Buffer.from(leafOf(envelopes[1]?.bytes ?? new Uint8Array()));
        expect(await records.head(ann.name, 1)).toEqual({ sequence: 2, leaf });
        expect(await records.head(ann.name, 2)).toBeUndefined();
        expect([...(await records.leavesAt(ann.name, 1, [2, 3]))]).toEqual([[2, leaf]]);
        const second = await place.open();
        expect(await new SqlRecordStore(second).head(ann.name, 1)).toEqual({ sequence: 2, leaf });
        await second.close();
      });

      it('are read by window and in the order of arrival within one, in pages, whatever their month', async () => {
        const days = Array.from({ length: 150 }, (_, i) => [SECOND, JULY, FIRST][i % 3] ?? FIRST);
        const envelopes = [...days, LONG_AGO].map((day) => made.envelopeOf(ann, day));
        await commit({ envelopes: [...envelopes.slice(0, 90), made.envelopeOf(bob, FIRST)] });
        await commit({ envelopes: envelopes.slice(90) });
        const of = (day: typeof FIRST) => envelopes.filter(({ envelope }) => envelope.windowStart === day.windowStart);
        const { bytes, sizes } = await read();
        expect(bytes).toEqual(hex(...of(LONG_AGO), ...of(FIRST), ...of(SECOND), ...of(JULY)));
        expect(sizes).toEqual([64, 64, 23]);
        expect((await read({ from: SECOND.windowStart, until: JULY.windowStart })).bytes).toEqual(hex(...of(SECOND)));
        expect((await read({ granularity: 'hour' })).bytes).toEqual([]);
      });

      it('that are damaged or lost are held back and counted', async () => {
        const envelopes = [FIRST, FIRST, SECOND].map((day) => made.envelopeOf(ann, day));
        await commit({ envelopes });
        await place.damage('envelopes', 'sequence = 2');
        expect(await read()).toEqual({ bytes: hex(...envelopes.filter((_, i) => i !== 1)), sizes: [3], damaged: 1 });
      });

      it('of a retired agent count up to its last sequence', async () => {
        await new SqlRegistry(database).addInvitation('a', 100);
        await new SqlRegistry(database).enrol('a', made.enrolmentOf(ann), 1);
        const envelopes = [FIRST, FIRST, SECOND].map((day) => made.envelopeOf(ann, day));
        await commit({ envelopes });
        await commit({ retirements: [made.retirementOf(ann, 1, 2)] });
        expect((await read()).bytes).toEqual(hex(...envelopes.slice(0, 2)));
      });

      it('of days that are erased already leave their place in the chain alone', async () => {
        const erased = made.envelopeOf(ann, FIRST, 'ee');
        await commit({ envelopes: [erased, made.envelopeOf(ann, SECOND)] });
        expect((await read()).sizes).toEqual([1]);
        expect((await records.head(ann.name, 1))?.sequence).toBe(2);
        expect(await records.counts(ann.name)).toEqual({ stored: 1, anchored: 0 });
        expect(await place.files()).not.toContain(made.inside(erased.bytes));
      });

      it('are found in the log once, by their leaf', async () => {
        const envelopes = [FIRST, SECOND, JULY].map((day) => made.envelopeOf(ann, day));
        await commit({ envelopes });
        const all = await records.unanchored(0, 9);
        expect(all.map(({ leaf }) => leaf)).toEqual(envelopes.map(({ bytes }) => toHex(leafOf(bytes))));
        expect(await records.unanchored(all[0]?.id ?? 0, 1)).toEqual([all[1]]);
        await records.markAnchored([]);
        const places = all.slice(0, 2).map(({ id }, i) => ({ id, index: 9_007_199_254_740_990 + i }));
        await records.markAnchored(places);
        expect(await records.unanchored(0, 9)).toEqual([all[2]]);
        expect(await records.counts(ann.name)).toEqual({ stored: 3, anchored: 2 });
      });
    });

    describe('a commit', () => {
      it('of nothing does nothing', async () => {
        await commit({ receipts: [], refused: ['topic'] });
        expect(await records.sharing()).toEqual([]);
      });

      it('that fails in the middle leaves nothing', async () => {
        const consent = made.consentOf(ann);
        await commit({ envelopes: [made.envelopeOf(ann, FIRST)], consents: [consent] });
        const plan = {
          envelopes: [made.envelopeOf(ann, JULY)],
          keys: [made.keysOf(ann, '2026-05-01')],
          consents: [consent],
        };
        await expect(commit(plan)).rejects.toThrow();
        expect((await records.head(ann.name, 1))?.sequence).toBe(1);
        expect(await records.stored(plan.keys.map(({ leaf }) => leaf))).toEqual([]);
        await commit({ ...plan, consents: [made.consentOf(bob)] });
        expect((await read()).sizes).toEqual([2]);
      });

      it('whose certificate cannot be written leaves nothing erased', async () => {
        const envelope = made.envelopeOf(ann, FIRST);
        await commit({ envelopes: [envelope], keys: [made.keysOf(ann, '2026-05-01')] });
        const failing = { narrowed: [], certify: () => Promise.reject(new TypeError('the disk is full')) };
        const plan = { envelopes: [made.envelopeOf(ann, SECOND)], erasures: [made.erasureOf(ann)] };
        await expect(commit(plan, Object.assign(new made.Certifier(), failing))).rejects.toThrow('full');
        expect((await read()).bytes).toEqual(hex(envelope));
        expect(await records.executedErasures()).toEqual([]);
      });

      it('is seen whole or not at all', async () => {
        const second = await place.open();
        const others = new SqlRecordStore(second);
        const seen: unknown[] = [];
        const erasing = new made.Certifier();
        const certify = erasing.certify;
        const looking = Object.assign(erasing, {
          certify: async (...args: Parameters<typeof certify>) => {
            seen.push(await others.head(ann.name, 1), await others.sharing());
            return certify(...args);
          },
        });
        const plan = {
          envelopes: [made.envelopeOf(ann, SECOND)],
          consents: [made.consentOf(ann)],
          erasures: [made.erasureOf(ann)],
        };
        await commit(plan, looking);
        expect(seen).toEqual([undefined, []]);
        expect([(await others.head(ann.name, 1))?.sequence, await others.sharing()]).toEqual([1, [ann.name]]);
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
        const outcomes = await Promise.allSettled(plans.map((plan) => records.commit(plan, new made.Certifier())));
        const kept = plans.filter((_, i) => outcomes[i]?.status === 'fulfilled');
        expect(kept).toHaveLength(1);
        expect((await records.head(ann.name, 1))?.sequence).toBe(kept[0]?.envelopes.length);
        expect((await records.consents(ann.name)).records.map(({ leaf }) => leaf)).toEqual(
          kept[0]?.consents.map(({ leaf }) => leaf),
        );
      });

      it('of each of many people at the same time is stored', async () => {
        const people = Array.from({ length: 12 }, (_, i) => new Employee(10 + i));
        const plans = people.map((each) =>
          made.planOf({ envelopes: [made.envelopeOf(each, JULY), made.envelopeOf(each, LONG_AGO)] }),
        );
        await Promise.all(plans.map((plan) => records.commit(plan, new made.Certifier())));
        for (const { name } of people) expect((await records.head(name, 1))?.sequence).toBe(2);
      });
    });

    describe('consent, releases and keys', () => {
      it('are there in the order in which they came, and of nobody else', async () => {
        const consents = [made.consentOf(ann), made.consentOf(ann, 2_000)];
        const [first, second] = consents.map(({ leaf }) => made.releaseOf(ann, leaf));
        await commit({
          consents: [...consents, made.consentOf(bob)],
          releases: [first, second].filter((each) => each !== undefined),
        });
        const found = await records.consents(ann.name);
        expect(found.records.map(({ leaf, bytes }) => [leaf, Buffer.from(bytes).toString('latin1')])).toEqual(
          consents.map(({ leaf, text }) => [leaf, text]),
        );
        expect(await records.releases(ann.name, [consents[1]?.leaf ?? ''])).toEqual({
          records: [{ leaf: second?.leaf, bytes: Buffer.from(second?.bytes ?? []), narrowed: false }],
          damaged: 0,
        });
        expect((await records.releasesOf(ann.name)).records.map(({ leaf }) => leaf)).toEqual([
          first?.leaf,
          second?.leaf,
        ]);
        expect((await records.releasesOf(bob.name)).records).toEqual([]);
        expect(await records.sharing()).toEqual([ann.name, bob.name]);
        expect([...(await records.releasedGrants())].map(({ grant }) => grant).sort()).toEqual(
          consents.map(({ leaf }) => leaf).sort(),
        );
      });

      it('that are damaged are held back and counted', async () => {
        const [sound, damaged] = [made.consentOf(ann), made.consentOf(ann, 2_000)];
        await commit({ consents: [sound, damaged], releases: [made.releaseOf(ann, sound.leaf)] });
        await place.damage('consents', `leaf = '${damaged.leaf}'`);
        await place.damage('releases');
        const found = await records.consents(ann.name);
        expect([found.records.map(({ leaf }) => leaf), found.damaged]).toEqual([[sound.leaf], 1]);
        expect(await records.releasesOf(ann.name)).toEqual({ records: [], damaged: 1 });
      });

      it('of consent none changes and none goes', async () => {
        await commit({ consents: [made.consentOf(ann)] });
        const { queries } = database;
        await expect(queries.updateTable('consents').set({ pseudonym: 'x' }).execute()).rejects.toThrow('append-only');
        await expect(queries.deleteFrom('consents').execute()).rejects.toThrow('append-only');
      });

      it('are known by their leaves', async () => {
        const [release, keys, message] = [
          made.releaseOf(ann, '11'.repeat(32)),
          made.keysOf(ann, '2026-05-01'),
          made.messageOf(ann, null),
        ];
        const retirement = made.retirementOf(ann, 3, 1);
        await commit({ releases: [release], keys: [keys], messages: [message], retirements: [retirement] });
        const leaves = [release, keys, message, retirement].map(({ leaf }) => leaf);
        expect([...(await records.stored([...leaves, 'ff'.repeat(32)]))].sort()).toEqual([...leaves].sort());
        expect(await records.stored([])).toEqual([]);
      });

      it('go out of the files with their grant, in a commit and apart', async () => {
        const [first, second, third] = ['11', '22', '33'].map((each) => made.releaseOf(ann, each.repeat(32)));
        const releases = [first, second, third].filter((each) => each !== undefined);
        await commit({ releases });
        const there = async () => {
          const files = await place.files();
          return releases.map(({ bytes }) => files.includes(made.inside(bytes)));
        };
        expect(await there()).toEqual([true, true, true]);
        await commit({ ended: [{ pseudonym: ann.name, grant: '11'.repeat(32) }] });
        expect(await there()).toEqual([false, true, true]);
        await records.endReleases([]);
        await records.endReleases([{ pseudonym: ann.name, grant: '22'.repeat(32) }]);
        expect(await there()).toEqual([false, false, true]);
        expect((await records.releasesOf(ann.name)).records.map(({ leaf }) => leaf)).toEqual([third?.leaf]);
      });
    });

    describe('an erasure', () => {
      it('takes bytes, keys and evidence of its days within the commit, out of every file, and nothing of others', async () => {
        const envelopes = [FIRST, SECOND, FIRST, JULY].map((day) => made.envelopeOf(ann, day));
        const fork = { ...made.envelopeOf(new Employee(1), FIRST), time: 5 };
        const others = made.envelopeOf(bob, FIRST);
        const keys = [made.keysOf(ann, '2026-05-01'), made.keysOf(ann, '2026-05-02'), made.keysOf(bob, '2026-05-01')];
        await commit({ envelopes: [...envelopes, others], keys, forks: [fork] });
        const traces = [...envelopes, others, ...keys, fork].map(({ bytes }) => made.inside(bytes));
        const before = await place.files();
        expect(traces.every((trace) => before.includes(trace))).toBe(true);
        const certifier = new made.Certifier();
        await commit({ erasures: [made.erasureOf(ann)] }, certifier);
        const after = await place.files();
        expect(traces.map((trace) => after.includes(trace))).toEqual([
          false,
          true,
          false,
          true,
          true,
          false,
          true,
          true,
          false,
        ]);
        expect((await read()).bytes).toEqual(
          hex(...envelopes.filter(({ envelope }) => envelope.windowStart !== FIRST.windowStart)),
        );
        const destroyed = envelopes.filter((_, i) => i % 2 === 0).map(({ bytes }) => toHex(leafOf(bytes)));
        expect(certifier.certified.map((leaves) => leaves.map(toHex).sort())).toEqual([destroyed.slice(0, 2).sort()]);
        const left = await records.stored(keys.map(({ leaf }) => leaf));
        expect(new Set(left)).toEqual(new Set(keys.slice(1).map(({ leaf }) => leaf)));
        expect((await records.head(ann.name, 1))?.sequence).toBe(4);
        expect(await records.counts(ann.name)).toEqual({ stored: 2, anchored: 0 });
      });

      it('narrows releases and destroys those of which nothing is left', async () => {
        const [first, second, third] = ['11', '22', '33'].map((each) => made.releaseOf(ann, each.repeat(32)));
        const releases = [first, second, third].filter((each) => each !== undefined);
        await commit({ releases });
        const left = made.filled(150, 7);
        const narrowed = [
          { leaf: first?.leaf ?? '', bytes: left },
          { leaf: second?.leaf ?? '', bytes: null },
        ];
        await commit({ erasures: [made.erasureOf(ann)] }, new made.Certifier(narrowed));
        expect((await records.releasesOf(ann.name)).records).toEqual([
          { leaf: first?.leaf, bytes: Buffer.from(left), narrowed: true },
          { leaf: third?.leaf, bytes: Buffer.from(third?.bytes ?? []), narrowed: false },
        ]);
        const files = await place.files();
        expect(releases.map(({ bytes }) => files.includes(made.inside(bytes)))).toEqual([false, false, true]);
      });

      it('is told once: the certificate that was stored stays when its commit comes again', async () => {
        const erasure = made.erasureOf(ann);
        await commit({ envelopes: [made.envelopeOf(ann, FIRST)], erasures: [erasure] });
        const certifier = new made.Certifier();
        const late = made.envelopeOf(ann, FIRST);
        await commit({ envelopes: [late], erasures: [erasure] }, certifier);
        expect(certifier.certified).toEqual([]);
        expect(await records.executedErasures()).toEqual([
          {
            ...{ leaf: erasure.leaf, pseudonym: ann.name, erasure: Buffer.from(erasure.bytes) },
            ...{ sealed: Buffer.from(made.filled(200, 1)), own: Buffer.from(made.filled(200, 2)) },
          },
        ]);
        expect((await read()).sizes).toEqual([]);
      });

      it('leaves of evidence its place alone, and nobody changes any other', async () => {
        const forks = [FIRST, SECOND].map((day) => ({ ...made.envelopeOf(ann, day), time: 5 }));
        await commit({ forks });
        await commit({ forks });
        await commit({ erasures: [made.erasureOf(ann)] });
        const { queries } = database;
        const kept = await queries.selectFrom('forks').select(['sequence', 'bytes']).orderBy('id').execute();
        expect(kept).toEqual([
          { sequence: 1, bytes: Buffer.alloc(0) },
          { sequence: 2, bytes: Buffer.from(forks[1]?.bytes ?? []) },
        ]);
        await expect(queries.deleteFrom('forks').execute()).rejects.toThrow('append-only');
        await expect(
          queries
            .updateTable('forks')
            .set({ bytes: made.filled(3, 1) })
            .execute(),
        ).rejects.toThrow('append-only');
      });

      it('can be folded back again and again', async () => {
        await records.foldBack();
        await records.foldBack();
        expect((await read()).sizes).toEqual([]);
      });
    });
  });
}
