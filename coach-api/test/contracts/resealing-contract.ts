import { boxKeyPair, signingKey, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SodiumOpener } from '../../src/adapters/sodium-opener.js';
import type { Database } from '../../src/adapters/sql/dialect.js';
import { SqlOpeningStore } from '../../src/adapters/sql/opening-store.js';
import { SqlRegistry } from '../../src/adapters/sql/registry.js';
import { SqlSealedStore } from '../../src/adapters/sql/sealed-store.js';
import type { HeldBox } from '../../src/core/key-file.js';
import type { AccountedOpening } from '../../src/core/reconcile.js';
import { CoachError } from '../../src/error.js';
import { Openings } from '../../src/openings.js';
import { Resealing } from '../../src/resealing.js';
import type { Resealed, SealedStore } from '../../src/resealing-port.js';
import type { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import { filled, MARKS } from '../records.js';
import { openSealed, storeSealed } from '../sealed-records.js';

const OLD: HeldBox = { secret: filled(32, 3), made: 1 };
const NEW: HeldBox = { secret: filled(32, 4), made: 2 };
const KEY = signingKey(filled(32, 5));
const GONE = new CoachError('store-unavailable', 'gone');
/** More than a page. */
const COUNT = 40;
/** Calls of a pass that change something: two pages of each kind, and the folding back. */
const CALLS = 5;

type When = 'before it happens' | 'though it had happened';

/** A store of which one call fails; nothing is asked of it after that, as of one whose process is gone. */
class FailingStore extends SqlSealedStore implements SealedStore {
  #calls = 0;

  constructor(
    database: Database,
    readonly failing: { readonly call: number; readonly when: When },
  ) {
    super(database);
  }

  override replaceReleases(changes: readonly Resealed[]): Promise<number> {
    return this.#count(() => super.replaceReleases(changes));
  }

  override replaceLetters(changes: readonly Resealed[]): Promise<number> {
    return this.#count(() => super.replaceLetters(changes));
  }

  override foldBack(): Promise<void> {
    return this.#count(() => super.foldBack());
  }

  async #count<T>(work: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    if (this.#calls === this.failing.call && this.failing.when === 'before it happens') throw GONE;
    const result = await work();
    if (this.#calls === this.failing.call) throw GONE;
    return result;
  }
}

/** What holds of sealing anew, whatever the store is. */
export function describeResealing(makePlace: () => Place): void {
  describe('sealing anew', () => {
    let place: Place;
    let database: Database;
    let ann: Employee;
    const both = () => new SodiumOpener([NEW, OLD]);
    const accountOf = (opener: SodiumOpener) =>
      new Openings({ opener, store: new SqlOpeningStore(database), clock: { now: () => 9 } });
    const resealing = (
      sealed: SealedStore = new SqlSealedStore(database),
      boxKeys = both(),
      openings = accountOf(boxKeys),
    ) =>
      new Resealing({
        ...{ sealed, boxKeys, openings, opener: openings, registry: new SqlRegistry(database, MARKS), signingKey: KEY },
        ownKeys: [KEY.publicKey],
        logger: { info: () => {}, warn: () => {}, error: () => {} },
      });
    const opened = async () => {
      const pages: AccountedOpening[] = [];
      for await (const page of new SqlOpeningStore(database).between(0, 99)) pages.push(...page);
      return pages;
    };

    beforeEach(async () => {
      place = makePlace();
      database = await place.open();
      ann = await storeSealed(database, { boxKey: boxKeyPair(OLD.secret).publicKey, count: COUNT, enrolled: 1 });
    });
    afterEach(async () => {
      await database.close();
      await place.remove();
    });

    const whole = () => ({
      releases: COUNT,
      keys: new Set(ann.keys.map(({ key }) => toHex(key))),
      texts: new Set(Array.from({ length: COUNT }, (_, i) => `canary letter ${i + 1}`)),
      older: 0,
    });

    it('leaves all to the newest key, once, and none of it in the clear', async () => {
      expect(await resealing().run()).toEqual({ resealed: 2 * COUNT, unopened: 0 });
      expect(await openSealed(database, new SodiumOpener([NEW]))).toEqual(whole());
      expect(await resealing().run()).toEqual({ resealed: 0, unopened: 0 });
      expect(await place.files()).not.toContain('canary letter');
      // One act a page, and no release is opened for it again.
      expect(await opened()).toEqual([
        { time: 9, grounds: 'reseal', releases: 32, keys: 32 * ann.keys.length },
        { time: 9, grounds: 'reseal', releases: 8, keys: 8 * ann.keys.length },
      ]);
    });

    it('looks once at what it saw, and at what came since', async () => {
      const one = resealing();
      const passes = [one.run(), one.run()];
      expect(await Promise.all(passes)).toEqual(passes.map(() => ({ resealed: 2 * COUNT, unopened: 0 })));
      expect(await one.run()).toEqual({ resealed: 0, unopened: 0 });
    });

    it('stops after the page under way, and another goes on from there', async () => {
      const one = resealing();
      const pass = one.run();
      await one.stop();
      expect((await pass).resealed).toBeLessThan(2 * COUNT);
      await resealing().run();
      expect(await openSealed(database, new SodiumOpener([NEW]))).toEqual(whole());
    });

    it('counts what no key opens, and leaves it as it was', async () => {
      const stranger = new SodiumOpener([NEW, { secret: filled(32, 6), made: 0 }]);
      expect(await resealing(undefined, stranger).run()).toEqual({ resealed: 0, unopened: 2 * COUNT });
      expect(await openSealed(database, both())).toEqual({ ...whole(), older: 2 * COUNT });
    });

    it('replaces nothing while what it opened cannot be written down, and counts it with what it opens next', async () => {
      const store = new SqlOpeningStore(database);
      let away = true;
      const failing = { add: (all: readonly AccountedOpening[]) => (away ? Promise.reject(GONE) : store.add(all)) };
      const boxKeys = both();
      const openings = new Openings({ opener: boxKeys, store: failing, clock: { now: () => 9 } });
      const one = resealing(undefined, boxKeys, openings);
      await expect(one.run()).rejects.toBe(GONE);
      expect(await openSealed(database, both())).toEqual({ ...whole(), older: 2 * COUNT });
      away = false;
      await one.run();
      expect(await openSealed(database, new SodiumOpener([NEW]))).toEqual(whole());
      expect((await opened()).map(({ releases }) => releases)).toEqual([64, 8]);
    });

    const calls = Array.from({ length: CALLS }, (_, i) => i + 1);
    const points = (['before it happens', 'though it had happened'] as const).flatMap((when) =>
      calls.map((call) => ({ call, when })),
    );
    it.each(points)('is whole after change $call failed $when', async (failing) => {
      await expect(resealing(new FailingStore(database, failing)).run()).rejects.toMatchObject({
        code: 'store-unavailable',
      });
      // Whatever is done of it, nothing is lost while both keys are there.
      expect(await openSealed(database, both())).toMatchObject({ ...whole(), older: expect.any(Number) });
      await resealing().run();
      expect(await openSealed(database, new SodiumOpener([NEW]))).toEqual(whole());
    });
  });
}
