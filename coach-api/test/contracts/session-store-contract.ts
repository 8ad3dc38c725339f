import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/sql/dialect.js';
import { SqlSessionStore } from '../../src/adapters/sql/session-store.js';
import type { StoredSession, UsedToken } from '../../src/identity/ports.js';
import { NOW, type Place } from '../places.js';

const NOTHING_ENDED = { begun: 0, seen: 0 };

let used = 0;
const token = (hash = `token ${++used}`, change: Partial<UsedToken> = {}): UsedToken => ({
  ...{ hash, expires: NOW + 180, now: NOW, ...change },
});

const session = (idHash: string, change: Partial<StoredSession> = {}): StoredSession => ({
  ...{ idHash, account: 'ann', providerSession: 'there-1', subject: 's', role: 'coach', capacities: ['a:1', 'b'] },
  ...{ authTime: NOW - 5, begun: NOW, seen: NOW, code: 'c', ...change },
});

/** What a store of sessions does, whatever it is made of. */
export function describeSessionStore(open: () => Place): void {
  describe('a store of sessions', () => {
    let place: Place;
    let db: Database;
    let store: SqlSessionStore;
    beforeEach(async () => {
      place = open();
      db = await place.open();
      store = new SqlSessionStore(db);
    });
    afterEach(async () => {
      await db.close();
      await place.remove();
    });
    const left = async (...ids: readonly string[]): Promise<readonly string[]> =>
      (await Promise.all(ids.map((id) => store.find(id)))).flatMap((found) => found?.idHash ?? []);

    it('gives back what was begun, also after it was opened again, and nothing that was not', async () => {
      await store.begin(session('one'), NOTHING_ENDED);
      await store.begin(session('two', { role: 'administrator', providerSession: null }), NOTHING_ENDED);
      await db.close();
      db = await place.open();
      store = new SqlSessionStore(db);
      expect(await store.find('one')).toEqual(session('one'));
      expect(await store.find('two')).toEqual(session('two', { role: 'administrator', providerSession: null }));
      expect(await store.find('three')).toBeUndefined();
    });

    it('takes away what has ended as another begins', async () => {
      await store.begin(session('old', { begun: NOW - 100, seen: NOW - 1 }), NOTHING_ENDED);
      await store.begin(session('idle', { begun: NOW - 50, seen: NOW - 10 }), NOTHING_ENDED);
      await store.begin(session('alive', { begun: NOW - 99, seen: NOW - 9 }), NOTHING_ENDED);
      await store.begin(session('new'), { begun: NOW - 100, seen: NOW - 10 });
      expect(await left('old', 'idle', 'alive', 'new')).toEqual(['alive', 'new']);
    });

    it('notes when a session was seen, and brings none back by it', async () => {
      await store.begin(session('one'), NOTHING_ENDED);
      await store.note({ idHash: 'one', seen: NOW + 70, code: 'd' });
      expect(await store.find('one')).toEqual(session('one', { seen: NOW + 70, code: 'd' }));
      await store.end('one');
      await store.note({ idHash: 'one', seen: NOW + 80, code: 'd' });
      await store.end('one');
      expect(await store.find('one')).toBeUndefined();
    });

    it('ends what a provider names: one session there, or all of an account', async () => {
      await store.begin(session('one'), NOTHING_ENDED);
      await store.begin(session('other', { providerSession: 'there-2' }), NOTHING_ENDED);
      await store.begin(session('untold', { providerSession: null }), NOTHING_ENDED);
      await store.begin(session('bob', { account: 'bob', providerSession: 'there-3' }), NOTHING_ENDED);
      const all = ['one', 'other', 'untold', 'bob'];
      expect(await store.endOf({}, token())).toEqual([]);
      expect(await store.endOf({ account: 'bob', providerSession: 'there-1' }, token())).toEqual([]);
      expect((await store.endOf({ providerSession: 'there-2' }, token())).map(({ idHash }) => idHash)).toEqual([
        'other',
      ]);
      expect(await left(...all)).toEqual(['one', 'untold', 'bob']);
      const both = await store.endOf({ account: 'ann', providerSession: 'there-1' }, token());
      expect(both.map(({ idHash }) => idHash).sort()).toEqual(['one', 'untold']);
      expect((await store.endOf({ account: 'bob' }, token())).map(({ idHash }) => idHash)).toEqual(['bob']);
      expect(await left(...all)).toEqual([]);
    });

    it('ends nothing by a token that was used, until nobody takes it any more', async () => {
      const ends = async (...of: Parameters<typeof token>): Promise<number> => {
        await store.begin(session(`s ${++used}`), NOTHING_ENDED);
        return (await store.endOf({ account: 'ann' }, token(...of))).length;
      };
      expect([await ends('a'), await ends('a'), await ends('b')]).toEqual([1, 0, 2]);
      expect([await ends('a', { now: NOW + 180 }), await ends('a', { now: NOW + 181 })]).toEqual([0, 2]);
      await store.begin(session('one'), NOTHING_ENDED);
      const both = await Promise.all(['c', 'c'].map((hash) => store.endOf({ account: 'ann' }, token(hash))));
      expect(both.map((ended) => ended.length).sort()).toEqual([0, 1]);
    });

    it('knows 10,000 tokens at the most, those that are taken for longest', async () => {
      const rows = Array.from({ length: 10_000 }, (_, i) => ({ hash: `full ${i}`, expires: NOW + 100 + i }));
      for (let from = 0; from < rows.length; from += 500) {
        await db.queries
          .insertInto('logout_tokens')
          .values(rows.slice(from, from + 500))
          .execute();
      }
      await store.endOf({ account: 'ann' }, token('one more', { expires: NOW + 20_000 }));
      const left = await db.queries.selectFrom('logout_tokens').select('hash').orderBy('expires').execute();
      expect([left.length, left[0]?.hash, left.at(-1)?.hash]).toEqual([10_000, 'full 1', 'one more']);
    });

    it('knows whom somebody read in a session, and forgets it with the session', async () => {
      await store.begin(session('one'), NOTHING_ENDED);
      await store.begin(session('other'), NOTHING_ENDED);
      const noted = (idHash: string, code: string) => store.noteRead({ idHash, pseudonym: 'aa', code });
      await noted('one', 'first');
      await noted('one', 'second');
      await noted('gone', 'first');
      expect(await store.readCode('one', 'aa')).toBe('second');
      const others = [await store.readCode('one', 'bb'), await store.readCode('other', 'aa')];
      expect(others).toEqual([undefined, undefined]);
      await store.end('one');
      await store.begin(session('one'), NOTHING_ENDED);
      expect(await store.readCode('one', 'aa')).toBeUndefined();
    });

    it('ends those that were begun before a time', async () => {
      await store.begin(session('before', { begun: NOW - 1 }), NOTHING_ENDED);
      await store.begin(session('then'), NOTHING_ENDED);
      await store.endBegunBefore(NOW);
      expect(await left('before', 'then')).toEqual(['then']);
    });
  });
}
