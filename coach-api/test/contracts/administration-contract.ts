import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqlAdministrationStore } from '../../src/adapters/sql/administration-store.js';
import type { Database } from '../../src/adapters/sql/dialect.js';
import { SqlRecordStore } from '../../src/adapters/sql/record-store.js';
import { SqlRegistry } from '../../src/adapters/sql/registry.js';
import type { InvitationEntry } from '../../src/administration-port.js';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import { Certifier, enrolmentOf, MARKS, planOf, retirementOf } from '../records.js';

const FIRST = { number: 1, name: 'Fit4Work', starts: 0, ends: null, seats: null };
const SPRING = { name: 'Spring', starts: 10, ends: 50, seats: 2 };

/** What holds of challenges and their invitations, whatever they are stored in. */
export function describeAdministration(makePlace: () => Place): void {
  describe('the administration', () => {
    let place: Place;
    let database: Database;
    let registry: SqlRegistry;
    let store: SqlAdministrationStore;
    let spring: number;
    const ann = new Employee(1);
    const phone = new Employee(1, 2);
    const bob = new Employee(2);
    beforeEach(async () => {
      place = makePlace();
      database = await place.open();
      [registry, store] = [new SqlRegistry(database, MARKS), new SqlAdministrationStore(database, MARKS)];
      spring = numberOf(await store.addChallenge(SPRING));
    });
    afterEach(async () => {
      await database.close();
      await place.remove();
    });

    const invite = (codeHash: string, change: { challenge?: number; expires?: number } = {}, now = 20) =>
      store.invite({ codeHash, challenge: spring, expires: 100, ...change }, now);
    const numberOf = (outcome: number | string): number => (typeof outcome === 'number' ? outcome : Number.NaN);
    const listed = (challenge?: number, after = 0, limit = 99): Promise<readonly InvitationEntry[]> =>
      store.invitations({ challenge, after, limit });
    const heldOff = async ({ name }: Employee) =>
      (await registry.agentsOf([name])).map(({ agent, suspended }) => [agent, suspended]);

    it('has a first challenge without end or bound, and others beside it, each of another name', async () => {
      expect(await store.challenges()).toEqual([FIRST, { number: spring, ...SPRING }]);
      expect(await store.addChallenge(SPRING)).toBe('taken');
      expect(await store.changeChallenge(spring, { ends: 60 }, 20)).toBe('changed');
      expect(await store.changeChallenge(spring, { seats: 9 }, 20)).toBe('changed');
      expect(await store.changeChallenge(spring + 1, { seats: 9 }, 20)).toBe('unknown');
      expect(await store.challenges()).toEqual([FIRST, { number: spring, ...SPRING, ends: 60, seats: 9 }]);
    });

    it('invites to a challenge that is there, is not over and has a seat', async () => {
      expect(await invite('a', { challenge: spring + 1 })).toBe('unknown');
      expect(await invite('a', {}, 50)).toBe('ended');
      const [first, second] = [numberOf(await invite('a')), numberOf(await invite('b'))];
      expect(second).toBeGreaterThan(first);
      expect(await invite('c')).toBe('full');
      expect(await invite('c', { challenge: 1 })).toBeGreaterThan(second);
      expect(await store.changeChallenge(spring, { seats: 1 }, 20)).toBe('full');
    });

    it('gives one seat to one alone of those that are invited at the same time', async () => {
      await store.changeChallenge(spring, { seats: 1 }, 20);
      const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map((code) => invite(code)));
      expect(outcomes.filter((outcome) => outcome === 'full')).toHaveLength(3);
      expect(await listed(spring)).toHaveLength(1);
    });

    it('has a seat again of what was revoked or has expired, and none of what was used', async () => {
      const lapsing = await invite('a', { expires: 30 });
      const revoked = numberOf(await invite('b'));
      expect(await store.revoke(revoked, 20)).toBe('revoked');
      expect(await invite('c')).not.toBe('full');
      expect(await registry.enrol('c', enrolmentOf(ann), 20)).toBe('created');
      expect(await invite('d')).toBe('full');
      expect(await invite('d', {}, 30)).not.toBe('full');
      expect(lapsing).not.toBe('full');
    });

    it('counts what is alike, and lists by number without code or person', async () => {
      const used = numberOf(await invite('a'));
      await registry.enrol('a', enrolmentOf(ann), 20);
      const revoked = numberOf(await invite('b', { expires: 30 }));
      await store.revoke(revoked, 20);
      const other = numberOf(await invite('c', { challenge: 1 }));
      const open = { used: false, revoked: false, suspended: false };
      const entries = [
        { ...open, number: used, challenge: spring, expires: 100, used: true },
        { ...open, number: revoked, challenge: spring, expires: 30, revoked: true },
        { ...open, number: other, challenge: 1, expires: 100 },
      ];
      expect(await listed()).toEqual(entries);
      expect(await listed(spring)).toEqual(entries.slice(0, 2));
      expect(await listed(undefined, used, 1)).toEqual([entries[1]]);
      expect(await store.invitation(other)).toEqual(entries[2]);
      expect(await store.invitation(other + 1)).toBeUndefined();
      const marks = { use: 'none', revoke: 'none', suspend: 'none' };
      const standing = { revoked: false, holding: null, whom: null, usedBy: null, marks };
      expect(await store.standings()).toEqual([
        { ...standing, number: used, codeHash: 'a', usedBy: ann.name, marks: { ...marks, use: 'ours' } },
        { ...standing, number: revoked, codeHash: 'b', revoked: true, marks: { ...marks, revoke: 'ours' } },
        { ...standing, number: other, codeHash: 'c' },
      ]);
      expect(await store.standings(other)).toEqual([{ ...standing, number: other, codeHash: 'c' }]);
      expect(await store.standings(other + 1)).toEqual([]);
      expect(new Set(await store.counts(30))).toEqual(
        new Set([
          { ...open, challenge: spring, used: true, expired: false, count: 1 },
          { ...open, challenge: spring, revoked: true, expired: true, count: 1 },
          { ...open, challenge: 1, expired: false, count: 1 },
        ]),
      );
    });

    it('takes nobody with an invitation that was revoked, nor before the challenge or after it', async () => {
      const number = numberOf(await invite('a'));
      await store.revoke(number, 20);
      expect(await store.revoke(number, 25)).toBe('revoked');
      expect(await store.revoke(number + 1, 20)).toBe('unknown');
      await invite('b');
      expect(await registry.enrol('a', enrolmentOf(ann), 20)).toBe('revoked');
      expect(await registry.enrol('b', enrolmentOf(ann), 9)).toBe('not-begun');
      expect(await registry.enrol('b', enrolmentOf(ann), 50)).toBe('ended');
      expect(await registry.agentsOf([ann.name])).toEqual([]);
      expect(await registry.enrol('b', enrolmentOf(ann), 49)).toBe('created');
      expect(await store.revoke(number + 1, 20)).toBe('used');
      expect(await registry.agentsOf([ann.name])).toMatchObject([
        { challenge: spring, challengeEnds: 50, suspended: false },
      ]);
    });

    it('lets either a revocation or an enrolment win where both come at once', async () => {
      const number = numberOf(await invite('a'));
      const outcomes = await Promise.all([registry.enrol('a', enrolmentOf(ann), 20), store.revoke(number, 20)]);
      expect(['created,used', 'revoked,revoked']).toContain(outcomes.join(','));
      expect(await registry.agentsOf([ann.name])).toHaveLength(outcomes[0] === 'created' ? 1 : 0);
    });

    it('takes a person of one challenge with no invitation to another', async () => {
      await invite('a');
      await invite('b', { challenge: 1 });
      await registry.enrol('a', enrolmentOf(ann), 20);
      expect(await registry.enrol('b', enrolmentOf(phone), 20)).toBe('taken');
      await invite('c');
      expect(await registry.enrol('c', enrolmentOf(phone), 20)).toBe('created');
    });

    it('holds off the agents that a person has, and neither those of others nor those that come after', async () => {
      const [one, two] = [numberOf(await invite('a')), numberOf(await invite('b', { challenge: 1 }))];
      await registry.enrol('a', enrolmentOf(ann), 20);
      await registry.enrol('b', enrolmentOf(bob), 20);
      await registry.addAgent(enrolmentOf(phone));
      expect(await store.suspend(one, 20, 'h')).toBe(2);
      await registry.addAgent(enrolmentOf(new Employee(1, 3)));
      expect(await store.suspend(one, 20, 'h')).toBe(0);
      expect(await heldOff(ann)).toEqual([
        [1, true],
        [2, true],
        [3, false],
      ]);
      expect(await heldOff(bob)).toEqual([[1, false]]);
      expect((await listed()).map(({ number, suspended }) => [number, suspended])).toEqual([
        [one, true],
        [two, false],
      ]);
      expect([await store.resume(one), await store.resume(one)]).toEqual([2, 0]);
      expect((await heldOff(ann)).map(([, suspended]) => suspended)).toEqual([false, false, false]);
    });

    it('holds an agent off until each invitation that held it off is resumed', async () => {
      const [one, two] = [numberOf(await invite('a')), numberOf(await invite('b'))];
      await registry.enrol('a', enrolmentOf(ann), 20);
      await registry.enrol('b', enrolmentOf(phone), 20);
      expect([await store.suspend(one, 20, 'h'), await store.suspend(two, 20, 'h')]).toEqual([2, 2]);
      await store.resume(one);
      expect(await heldOff(ann)).toEqual([
        [1, true],
        [2, true],
      ]);
      await store.resume(two);
      expect(await heldOff(ann)).toEqual([
        [1, false],
        [2, false],
      ]);
    });

    it('has used again what was forgotten, by whoever did, and takes none from who used it here', async () => {
      const one = numberOf(await invite('a'));
      await invite('b');
      await registry.enrol('b', enrolmentOf(bob), 20);
      const uses = ['a', 'b', 'unknown'].map((invitation) => ({ invitation, pseudonym: ann.name }));
      expect([await store.useAgain(uses), await store.useAgain(uses)]).toEqual([1, 0]);
      expect((await listed()).map(({ used }) => used)).toEqual([true, true]);
      expect(await registry.enrol('b', enrolmentOf(bob), 20)).toBe('repeated');
      expect(await registry.enrol('a', enrolmentOf(phone), 20)).toBe('used');
      expect(await store.suspend(one, 20, 'h')).toBe(0);
    });

    it('holds off again whom the journal names, under its name, and says when that is new', async () => {
      const [one, two] = [numberOf(await invite('a')), numberOf(await invite('b'))];
      await registry.enrol('a', enrolmentOf(ann), 20);
      await registry.addAgent(enrolmentOf(phone));
      const again = (agents: readonly number[] | undefined, holding = 'h', number = one) =>
        store.suspendAgain({ number, holding, whom: agents && { pseudonym: ann.name, agents } }, 30);
      expect([await again([1, 7]), await again([1, 7])]).toEqual(['held', 'same']);
      expect(await heldOff(ann)).toEqual([
        [1, true],
        [2, false],
      ]);
      expect([await again([2], 'g'), await again([], 'g')]).toEqual(['held', 'same']);
      const whom = { pseudonym: ann.name, agents: [1, 2] };
      const marks = { use: 'ours', revoke: 'none', suspend: 'ours' };
      expect(await store.standings(one)).toMatchObject([{ holding: 'g', whom, marks }]);
      expect(await again(undefined, 'h', two)).toBe('unused');
      expect(await again([1], 'h', two + 1)).toBe('unknown');
      expect(await again([], 'h', two)).toBe('held');
      expect(await store.standings(two)).toMatchObject([{ usedBy: ann.name, whom, marks }]);
      await database.queries.deleteFrom('suspensions').execute();
      expect(await again(undefined)).toBe('held');
      expect((await heldOff(ann)).map(([, suspended]) => suspended)).toEqual([true, true]);
    });

    it('marks what was done to an invitation, and knows who did by no mark of another or of something else', async () => {
      const [one, two] = [numberOf(await invite('a')), numberOf(await invite('b'))];
      await registry.enrol('a', enrolmentOf(ann), 20);
      await store.suspend(one, 20, 'h');
      await store.revoke(two, 20);
      const marks = async () => (await store.standings()).map((each) => Object.values(each.marks).join());
      const ours = ['ours,none,ours', 'none,ours,none'];
      expect(await marks()).toEqual(ours);
      const others = { used_mark: 'ab'.repeat(32), revoked_mark: 'é', held_mark: null };
      await database.queries.updateTable('invitations').set(others).execute();
      expect(await marks()).toEqual(['other,none,none', 'none,other,none']);
      await store.suspend(one, 30, 'other');
      await store.revoke(two, 30);
      expect(await marks()).toEqual(['other,none,ours', 'none,ours,none']);
      await database.queries.updateTable('invitations').set({ holding: 'changed', revoked: 21 }).execute();
      expect((await marks())[0]).toBe('other,other,other');
    });

    it('marks again what is so, and nothing that is otherwise here', async () => {
      const one = numberOf(await invite('a'));
      await registry.enrol('a', enrolmentOf(ann), 20);
      await store.suspend(one, 20, 'h');
      await database.queries.updateTable('invitations').set({ used_mark: null, held_mark: null }).execute();
      const marks = async () => (await store.standings(one))[0]?.marks;
      await store.markAgain([
        { act: 'use', invitation: 'a', pseudonym: bob.name },
        { act: 'suspend', invitation: 'a', holding: 'g' },
        { act: 'revoke', invitation: 'a' },
        { act: 'revoke', invitation: 'unknown' },
      ]);
      expect(await marks()).toEqual({ use: 'none', revoke: 'none', suspend: 'none' });
      await store.markAgain([
        { act: 'use', invitation: 'a', pseudonym: ann.name },
        { act: 'suspend', invitation: 'a', holding: 'h' },
      ]);
      expect(await marks()).toEqual({ use: 'ours', revoke: 'none', suspend: 'ours' });
    });

    it('holds off nobody by an invitation that is unknown or unused, nor an agent that is retired', async () => {
      const number = numberOf(await invite('a'));
      expect(await store.suspend(number, 20, 'h')).toBe('unused');
      expect([await store.suspend(number + 1, 20, 'h'), await store.resume(number + 1)]).toEqual([
        'unknown',
        'unknown',
      ]);
      await registry.enrol('a', enrolmentOf(ann), 20);
      await new SqlRecordStore(database).commit(planOf({ retirements: [retirementOf(ann, 1, 9)] }), new Certifier());
      expect(await store.suspend(number, 20, 'h')).toBe(0);
      expect(await heldOff(ann)).toEqual([[1, false]]);
    });
  });
}
