import { leafOf, toHex } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import * as made from '../records.js';
import { hexOf, RecordWorld } from './record-world.js';

const { FIRST, SECOND, JULY } = made;

/** What holds of consent, releases and keys, and of what goes out of the store, whatever it is stored in. */
export function describeDestroying(makePlace: () => Place): void {
  describe('the store of records, of consent and of what ends', () => {
    const world = new RecordWorld(makePlace);

    describe('consent, releases and keys', () => {
      it('are there in the order in which they came, and of nobody else', async () => {
        const consents = [made.consentOf(world.ann), made.consentOf(world.ann, 2_000)];
        const [first, second] = consents.map(({ leaf }) => made.releaseOf(world.ann, leaf));
        await world.commit({
          consents: [...consents, made.consentOf(world.bob)],
          releases: [first, second].filter((each) => each !== undefined),
        });
        const found = await world.records.consents(world.ann.name);
        expect(found.records.map(({ leaf, bytes }) => [leaf, Buffer.from(bytes).toString('latin1')])).toEqual(
          consents.map(({ leaf, text }) => [leaf, text]),
        );
        expect(await world.records.releases(world.ann.name, [consents[1]?.leaf ?? ''])).toEqual({
          records: [
            { leaf: second?.leaf, bytes: Buffer.from(second?.bytes ?? []), narrowed: false, hash: second?.leaf },
          ],
          damaged: 0,
        });
        expect((await world.records.releasesOf(world.ann.name)).records.map(({ leaf }) => leaf)).toEqual([
          first?.leaf,
          second?.leaf,
        ]);
        expect((await world.records.releasesOf(world.bob.name)).records).toEqual([]);
        expect(await world.records.sharing()).toEqual([
          { pseudonym: world.ann.name, consents: 2 },
          { pseudonym: world.bob.name, consents: 1 },
        ]);
        expect([...(await world.records.releasedGrants())].map(({ grant }) => grant).sort()).toEqual(
          consents.map(({ leaf }) => leaf).sort(),
        );
      });

      it('that are damaged are held back and counted', async () => {
        const [sound, damaged] = [made.consentOf(world.ann), made.consentOf(world.ann, 2_000)];
        await world.commit({ consents: [sound, damaged], releases: [made.releaseOf(world.ann, sound.leaf)] });
        await world.place.damage('consents', `leaf = '${damaged.leaf}'`);
        await world.place.damage('releases');
        const found = await world.records.consents(world.ann.name);
        expect([found.records.map(({ leaf }) => leaf), found.damaged]).toEqual([[sound.leaf], 1]);
        const ofBoth = await world.records.consentsOf([world.bob.name, world.ann.name]);
        expect([...ofBoth]).toEqual([
          [world.bob.name, { records: [], damaged: 0 }],
          [world.ann.name, found],
        ]);
        expect(await world.records.consentsOf([])).toEqual(new Map());
        expect(await world.records.releasesOf(world.ann.name)).toEqual({ records: [], damaged: 1 });
      });

      it('of consent none changes and none goes', async () => {
        await world.commit({ consents: [made.consentOf(world.ann)] });
        const { queries } = world.database;
        await expect(queries.updateTable('consents').set({ pseudonym: 'x' }).execute()).rejects.toThrow('append-only');
        await expect(queries.deleteFrom('consents').execute()).rejects.toThrow('append-only');
      });

      it('are known by their leaves', async () => {
        const [release, keys, message] = [
          made.releaseOf(world.ann, '11'.repeat(32)),
          made.keysOf(world.ann, '2026-05-01'),
          made.messageOf(world.ann, null),
        ];
        const retirement = made.retirementOf(world.ann, 3, 1);
        await world.commit({ releases: [release], keys: [keys], messages: [message], retirements: [retirement] });
        const leaves = [release, keys, message, retirement].map(({ leaf }) => leaf);
        expect([...(await world.records.stored([...leaves, 'ff'.repeat(32)]))].sort()).toEqual([...leaves].sort());
        expect(await world.records.stored([])).toEqual([]);
      });

      it('go out of the files with their grant, in a commit and apart', async () => {
        const [first, second, third] = ['11', '22', '33'].map((each) => made.releaseOf(world.ann, each.repeat(32)));
        const releases = [first, second, third].filter((each) => each !== undefined);
        await world.commit({ releases });
        const there = async () => {
          const files = await world.place.files();
          return releases.map(({ bytes }) => files.includes(made.inside(bytes)));
        };
        expect(await there()).toEqual([true, true, true]);
        await world.commit({ ended: [{ pseudonym: world.ann.name, grant: '11'.repeat(32) }] });
        expect(await there()).toEqual([false, true, true]);
        await world.records.endReleases([]);
        await world.records.endReleases([{ pseudonym: world.ann.name, grant: '22'.repeat(32) }]);
        expect(await there()).toEqual([false, false, true]);
        expect((await world.records.releasesOf(world.ann.name)).records.map(({ leaf }) => leaf)).toEqual([third?.leaf]);
      });
    });

    describe('an erasure', () => {
      it('takes bytes, keys and evidence of its days within the commit, out of every file, and nothing of others', async () => {
        await world.enrol();
        const envelopes = [FIRST, SECOND, FIRST, JULY].map((day) => made.envelopeOf(world.ann, day));
        const fork = { ...made.envelopeOf(new Employee(1), FIRST), time: 5 };
        const others = made.envelopeOf(world.bob, FIRST);
        const keys = [
          made.keysOf(world.ann, '2026-05-01'),
          made.keysOf(world.ann, '2026-05-02'),
          made.keysOf(world.bob, '2026-05-01'),
        ];
        await world.commit({ envelopes: [...envelopes, others], keys, forks: [fork] });
        const traces = [...envelopes, others, ...keys, fork].map(({ bytes }) => made.inside(bytes));
        const before = await world.place.files();
        expect(traces.every((trace) => before.includes(trace))).toBe(true);
        const certifier = new made.Certifier();
        await world.commit({ erasures: [made.erasureOf(world.ann)] }, certifier);
        const after = await world.place.files();
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
        expect((await world.read()).bytes).toEqual(
          hexOf(...envelopes.filter(({ envelope }) => envelope.windowStart !== FIRST.windowStart)),
        );
        const destroyed = envelopes.filter((_, i) => i % 2 === 0).map(({ bytes }) => toHex(leafOf(bytes)));
        expect(certifier.certified.map((leaves) => leaves.map(toHex).sort())).toEqual([destroyed.slice(0, 2).sort()]);
        const left = await world.records.stored(keys.map(({ leaf }) => leaf));
        expect(new Set(left)).toEqual(new Set(keys.slice(1).map(({ leaf }) => leaf)));
        expect((await world.records.head(world.ann.name, 1))?.sequence).toBe(4);
      });

      it('narrows releases and destroys those of which nothing is left', async () => {
        const [first, second, third] = ['11', '22', '33'].map((each) => made.releaseOf(world.ann, each.repeat(32)));
        const releases = [first, second, third].filter((each) => each !== undefined);
        await world.commit({ releases });
        const left = made.filled(150, 7);
        const narrowed = [
          { leaf: first?.leaf ?? '', bytes: left },
          { leaf: second?.leaf ?? '', bytes: null },
        ];
        await world.commit({ erasures: [made.erasureOf(world.ann)] }, new made.Certifier(narrowed));
        expect((await world.records.releasesOf(world.ann.name)).records).toEqual([
          { leaf: first?.leaf, bytes: Buffer.from(left), narrowed: true, hash: toHex(leafOf(left)) },
          { leaf: third?.leaf, bytes: Buffer.from(third?.bytes ?? []), narrowed: false, hash: third?.leaf },
        ]);
        const files = await world.place.files();
        expect(releases.map(({ bytes }) => files.includes(made.inside(bytes)))).toEqual([false, false, true]);
      });

      it('is told once: the certificate that was stored stays when its commit comes again', async () => {
        const erasure = made.erasureOf(world.ann);
        await world.commit({ envelopes: [made.envelopeOf(world.ann, FIRST)], erasures: [erasure] });
        const certifier = new made.Certifier();
        const late = made.envelopeOf(world.ann, FIRST);
        await world.commit({ envelopes: [late], erasures: [erasure] }, certifier);
        expect(certifier.certified).toEqual([]);
        expect(await world.records.amounts()).toEqual({ consents: 0, erasures: 1 });
        expect(await world.records.executedErasures()).toEqual([
          {
            ...{ leaf: erasure.leaf, pseudonym: world.ann.name, erasure: Buffer.from(erasure.bytes) },
            ...{ sealed: Buffer.from(made.filled(200, 1)), own: Buffer.from(made.filled(200, 2)) },
          },
        ]);
        expect((await world.read()).sizes).toEqual([]);
      });

      it('leaves of evidence its world.place alone, and nobody changes any other', async () => {
        const forks = [FIRST, SECOND].map((day) => ({ ...made.envelopeOf(world.ann, day), time: 5 }));
        await world.commit({ forks });
        await world.commit({ forks });
        await world.commit({ erasures: [made.erasureOf(world.ann)] });
        const { queries } = world.database;
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
        await world.records.foldBack();
        await world.records.foldBack();
        expect((await world.read()).sizes).toEqual([]);
      });
    });
  });
}
