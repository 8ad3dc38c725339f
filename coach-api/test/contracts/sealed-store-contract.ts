import { leafOf, toHex } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { SqlAdministrationStore } from '../../src/adapters/sql/administration-store.js';
import { SqlLetterStore } from '../../src/adapters/sql/letter-store.js';
import { SqlRegistry } from '../../src/adapters/sql/registry.js';
import { SqlSealedStore } from '../../src/adapters/sql/sealed-store.js';
import type { Resealed } from '../../src/resealing-port.js';
import type { Place } from '../places.js';
import * as made from '../records.js';
import { MARKS } from '../records.js';
import { RecordWorld } from './record-world.js';

/** What holds of that which lies sealed to this service, whatever it is stored in. */
export function describeSealedStore(makePlace: () => Place): void {
  describe('the store of what is sealed to this service', () => {
    const world = new RecordWorld(makePlace);
    const store = () => new SqlSealedStore(world.database);

    /** Three releases of one person under one grant. */
    const released = async () => {
      const consent = made.consentOf(world.ann);
      const releases = Array.from({ length: 3 }, () => made.releaseOf(world.ann, consent.leaf));
      await world.commit({ consents: [consent], releases });
      return { grant: consent.leaf, releases };
    };
    const changeOf = ({ leaf, pseudonym, bytes }: made.Sealed, fill = 1): Resealed => ({
      ...{ leaf, pseudonym, before: bytes, after: made.filled(300, fill) },
    });

    it('gives releases page by page, in order, and says which are damaged', async () => {
      const { releases } = await released();
      await world.place.damage('releases', `leaf = '${releases[1]?.leaf}'`);
      const first = await store().releases(0, 2);
      expect(first.map(({ leaf, sound, narrowed }) => ({ leaf, sound, narrowed }))).toEqual([
        { leaf: releases[0]?.leaf, sound: true, narrowed: false },
        { leaf: releases[1]?.leaf, sound: false, narrowed: false },
      ]);
      const rest = await store().releases(first.at(-1)?.id ?? 0, 2);
      expect(rest.map(({ leaf }) => leaf)).toEqual([releases[2]?.leaf]);
      expect(await store().releases(rest.at(-1)?.id ?? 0, 2)).toEqual([]);
    });

    it('replaces a release by one that is signed here, and its bytes are in no file any more', async () => {
      const { grant } = await released();
      const [first] = await store().releases(0, 1);
      if (first === undefined) throw new TypeError('a release');
      expect(await store().replaceReleases([changeOf(first)])).toBe(1);
      await store().foldBack();
      expect(await store().releases(0, 1)).toMatchObject([{ leaf: first.leaf, narrowed: true, sound: true }]);
      const { records } = await world.records.releases(world.ann.name, [grant]);
      const bytes = Buffer.from(made.filled(300, 1));
      expect(records[0]).toEqual({ leaf: first.leaf, bytes, narrowed: true, hash: toHex(leafOf(bytes)) });
      expect(await world.place.files()).not.toContain(made.inside(first.bytes));
    });

    it('lets alone what was narrowed or has ended since it was read', async () => {
      const { grant } = await released();
      const [first, second, third] = await store().releases(0, 3);
      if (first === undefined || second === undefined || third === undefined) throw new TypeError('three releases');
      expect(await store().replaceReleases([changeOf(first, 1)])).toBe(1);
      // The same look once more: what it saw is not what is there.
      expect(await store().replaceReleases([changeOf(first, 2), changeOf(second, 2)])).toBe(1);
      await world.records.endReleases([{ pseudonym: world.ann.name, grant }]);
      expect(await store().replaceReleases([changeOf(third)])).toBe(0);
      expect(await store().releases(0, 3)).toEqual([]);
    });

    it('gives and replaces the copies of letters that this service opens, and no others', async () => {
      const letters = new SqlLetterStore(world.database);
      const trace = 'sealed to the key before';
      await letters.add(made.letterOf(world.ann, 1, { forCoach: Buffer.from(trace) }));
      await letters.add(made.letterOf(world.ann, 2));
      await letters.add(made.letterOf(world.bob, 3, { forCoach: null }));
      const found = await store().letters(0, 9);
      expect(found.map(({ leaf }) => leaf)).toEqual([made.leafText(1), made.leafText(2)]);
      const [first] = found;
      if (first === undefined) throw new TypeError('a letter');
      expect(await store().replaceLetters([changeOf(first, 7)])).toBe(1);
      expect(await store().replaceLetters([changeOf(first, 8)])).toBe(0);
      await store().foldBack();
      expect((await store().letters(0, 9)).map(({ bytes }) => bytes[0])).toEqual([7, 2]);
      expect((await letters.waiting(world.ann.name, 9)).map(({ sealed }) => sealed[0])).toEqual([1, 2]);
      expect(await world.place.files()).not.toContain(trace);
    });

    it('counts who was enrolled by a time', async () => {
      const registry = new SqlRegistry(world.database, MARKS);
      const administration = new SqlAdministrationStore(world.database, MARKS);
      for (const [code, employee, time] of [
        ['a', world.ann, 10],
        ['b', world.bob, 20],
      ] as const) {
        await administration.invite({ codeHash: code, challenge: 1, expires: 100 }, 0);
        await registry.enrol(code, made.enrolmentOf(employee), time);
      }
      expect(await Promise.all([9, 10, 20].map((time) => store().enrolledBy(time)))).toEqual([0, 1, 2]);
    });
  });
}
