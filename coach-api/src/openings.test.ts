import { boxKeyPair, cryptoReady, parseRelease, type Release } from '@fit4work/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { SodiumOpener } from './adapters/sodium-opener.js';
import type { HeldBox } from './core/key-file.js';
import type { AccountedOpening } from './core/reconcile.js';
import { CoachError } from './error.js';
import { Openings } from './openings.js';
import { Employee } from './testing/employee.js';

await cryptoReady;
const filled = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const [OLD, NEW, GRANT] = [filled(1), filled(2), filled(3)];
const ann = new Employee(1);
ann.seal({ day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' });
const KEYS = ann.keys.length;
const releaseTo = (secret: Uint8Array): Release => parseRelease(ann.release(GRANT, boxKeyPair(secret).publicKey));

/** A store that settles when it is told to. */
class SlowStore {
  readonly written: AccountedOpening[] = [];
  readonly #waiting: { readonly store: () => void; readonly fail: () => void }[] = [];

  add(openings: readonly AccountedOpening[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const store = () => {
        this.written.push(...openings);
        resolve();
      };
      this.#waiting.push({ store, fail: () => reject(new CoachError('store-unavailable', 'gone')) });
    });
  }

  async next(): Promise<{ readonly store: () => void; readonly fail: () => void }> {
    await expect.poll(() => this.#waiting.length).toBeGreaterThan(0);
    const [next] = this.#waiting.splice(0, 1);
    if (next === undefined) throw new TypeError('nothing waits');
    return next;
  }
}

let store: SlowStore;
let openings: Openings;
const make = (newest: Uint8Array, ...older: readonly Uint8Array[]): void => {
  const boxOf = (secret: Uint8Array): HeldBox => ({ secret, made: 0 });
  store = new SlowStore();
  const opener = new SodiumOpener([boxOf(newest), ...older.map(boxOf)]);
  openings = new Openings({ opener, store, clock: { now: () => 7 } });
};
beforeEach(() => make(NEW, OLD));
const settle = async (): Promise<void> => {
  const settled = openings.settle();
  (await store.next()).store();
  await settled;
};

describe('what is opened to be sealed anew', () => {
  it('is counted as such where an older key opens it', async () => {
    openings.open(releaseTo(OLD), 'reseal');
    openings.open(releaseTo(OLD), 'reseal');
    await settle();
    expect(store.written).toEqual([{ time: 7, grounds: 'reseal', releases: 2, keys: 2 * KEYS }]);
  });

  it.each([
    ['while a change is under way', [OLD]],
    ['while there is one key', []],
  ])('is opened under nothing where the newest key opens it, %s', async (_title, older) => {
    make(NEW, ...older);
    openings.open(releaseTo(NEW), 'reseal');
    await settle();
    expect(store.written).toEqual([{ time: 7, grounds: [], releases: 1, keys: KEYS }]);
  });

  it('is not counted where nothing was opened', async () => {
    expect(() => openings.open(releaseTo(filled(9)), 'reseal')).toThrow('another key');
    await openings.settle();
    expect(store.written).toEqual([]);
  });
});

describe('the account', () => {
  it('is settled for everybody only when all that was opened is in it, whoever writes it', async () => {
    openings.open(releaseTo(NEW), ['aa']);
    const first = openings.settle();
    const written = await store.next();
    let isSettled = false;
    const second = openings.settle().then(() => {
      isSettled = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isSettled).toBe(false);
    written.store();
    await Promise.all([first, second]);
    expect(store.written).toHaveLength(1);
  });

  it('has what another failed to write with what comes next', async () => {
    openings.open(releaseTo(NEW), ['aa']);
    const first = expect(openings.settle()).rejects.toMatchObject({ code: 'store-unavailable' });
    const second = openings.settle();
    (await store.next()).fail();
    await first;
    (await store.next()).store();
    await second;
    expect(store.written).toEqual([{ time: 7, grounds: ['aa'], releases: 1, keys: KEYS }]);
  });
});
