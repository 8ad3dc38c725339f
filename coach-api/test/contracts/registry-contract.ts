import { keyIdOf, prefixOf, toBase64Url } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqlAdministrationStore } from '../../src/adapters/sql/administration-store.js';
import type { Database } from '../../src/adapters/sql/dialect.js';
import { SqlRecordStore } from '../../src/adapters/sql/record-store.js';
import { SqlRegistry } from '../../src/adapters/sql/registry.js';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import { Certifier, enrolmentOf, filled, MARKS, planOf, retirementOf } from '../records.js';

/** What holds of a registry, whatever it is stored in. */
export function describeRegistry(makePlace: () => Place): void {
  describe('the registry', () => {
    let place: Place;
    let database: Database;
    let registry: SqlRegistry;
    const ann = new Employee(1);
    const phone = new Employee(1, 2);
    const bob = new Employee(2);
    beforeEach(async () => {
      place = makePlace();
      database = await place.open();
      registry = new SqlRegistry(database, MARKS);
      const administration = new SqlAdministrationStore(database, MARKS);
      for (const codeHash of ['a', 'b', 'c']) await administration.invite({ codeHash, challenge: 1, expires: 100 }, 0);
    });
    afterEach(async () => {
      await database.close();
      await place.remove();
    });

    it('enrols with a code that is known, fresh and unused, and with no other', async () => {
      expect(await registry.enrol('x', enrolmentOf(ann), 1)).toBe('unknown');
      expect(await registry.enrol('a', enrolmentOf(ann), 100)).toBe('expired');
      expect(await registry.agents('')).toEqual([]);
      expect(await registry.enrol('a', enrolmentOf(ann), 99)).toBe('created');
      expect(await registry.enrol('a', enrolmentOf(bob), 99)).toBe('used');
    });

    it('answers the same enrolment again, and stores it once', async () => {
      await registry.enrol('a', enrolmentOf(ann), 1);
      expect(await registry.enrol('a', enrolmentOf(ann), 200)).toBe('repeated');
      const { agentKey: key, keyId, certificate } = enrolmentOf(ann);
      expect(await registry.agents('')).toMatchObject([
        {
          ...{ pseudonym: ann.name, agent: 1, keyId, lastSequence: null },
          key: Buffer.from(key),
          certificate: Buffer.from(certificate),
        },
      ]);
    });

    it('gives a code to one alone of those who use it at the same time', async () => {
      const others = [3, 4, 5, 6, 7].map((seed) => new Employee(seed));
      const outcomes = await Promise.all(others.map((each) => registry.enrol('a', enrolmentOf(each), 1)));
      expect([...outcomes].sort()).toEqual(['created', 'used', 'used', 'used', 'used']);
      expect(await registry.agents('')).toHaveLength(1);
    });

    it('takes a further agent of the same identity, and no number, key or person that is taken', async () => {
      await registry.enrol('a', enrolmentOf(ann), 1);
      expect(await registry.enrol('b', enrolmentOf(phone), 1)).toBe('created');
      expect(await registry.addAgent(enrolmentOf(phone))).toBe('repeated');
      const taken = [
        enrolmentOf(ann, { agent: 3 }),
        enrolmentOf(new Employee(1, 3), { agent: 2 }),
        enrolmentOf(new Employee(1, 3), { identityKey: filled(32, 1) }),
        enrolmentOf(new Employee(1, 3), { vaultKey: filled(32, 1) }),
      ];
      for (const each of taken) expect(await registry.addAgent(each)).toBe('taken');
      expect(await registry.enrol('c', enrolmentOf(new Employee(1, 3), { agent: 2 }), 1)).toBe('taken');
      expect(await registry.addAgent(enrolmentOf(new Employee(1, 3)))).toBe('created');
      expect((await registry.agentsOf([ann.name])).map(({ agent }) => agent)).toEqual([1, 2, 3]);
    });

    it('does not name a retired agent among those that may come in, but among those of its person', async () => {
      await registry.enrol('a', enrolmentOf(ann), 1);
      await registry.enrol('b', enrolmentOf(bob), 1);
      const records = new SqlRecordStore(database);
      for (const last of [9, 5, 7]) {
        await records.commit(planOf({ retirements: [retirementOf(ann, 1, last)] }), new Certifier());
      }
      expect((await registry.agents('')).map(({ pseudonym }) => pseudonym)).toEqual([bob.name]);
      const last = async ({ name }: Employee) =>
        (await registry.agentsOf([name])).map(({ lastSequence }) => lastSequence);
      expect([await last(ann), await last(bob)]).toEqual([[5], [null]]);
      expect(await registry.agentsOf([ann.name, bob.name])).toHaveLength(2);
      expect(await registry.addAgent(enrolmentOf(ann))).toBe('taken');
    });

    it('stands otherwise whenever somebody came or went, and as before once a suspension is over', async () => {
      const administration = new SqlAdministrationStore(database, MARKS);
      const seen = [await registry.standing()];
      const enrolments = [enrolmentOf(ann), enrolmentOf(bob)];
      for (const [i, enrolment] of enrolments.entries()) {
        await registry.enrol('abc'[i] ?? '', enrolment, 1);
        seen.push(await registry.standing());
      }
      const [one, two] = (await administration.invitations({ challenge: 1, after: 0, limit: 9 })).map(
        ({ number }) => number,
      );
      await administration.suspend(one ?? 0, 2, 'h');
      seen.push(await registry.standing());
      await administration.suspend(two ?? 0, 2, 'h');
      await administration.resume(one ?? 0);
      seen.push(await registry.standing());
      await new SqlRecordStore(database).commit(planOf({ retirements: [retirementOf(ann, 1, 9)] }), new Certifier());
      seen.push(await registry.standing());
      expect(new Set(seen.map((standing) => JSON.stringify(standing))).size).toBe(6);
      expect(await registry.standing()).toEqual(seen.at(-1));
      await administration.suspend(one ?? 0, 3, 'h');
      expect(await registry.standing()).toEqual(seen.at(-1));
      expect(seen[0]?.challengeEnds).toEqual(new Map([[1, null]]));
    });

    it('tells how each part stands, which changes where somebody came or went, and names who is in it', async () => {
      const administration = new SqlAdministrationStore(database, MARKS);
      const [annIn, bobIn] = [prefixOf(ann.name), prefixOf(bob.name)];
      expect(await registry.standingOfParts()).toEqual(new Map());
      await registry.enrol('a', enrolmentOf(ann), 1);
      const seen = [await registry.standingOfParts()];
      await registry.enrol('b', enrolmentOf(bob), 1);
      seen.push(await registry.standingOfParts());
      const [one] = await administration.invitations({ challenge: 1, after: 0, limit: 9 });
      await administration.suspend(one?.number ?? 0, 2, 'h');
      seen.push(await registry.standingOfParts());
      await administration.resume(one?.number ?? 0);
      seen.push(await registry.standingOfParts());
      await registry.addAgent(enrolmentOf(phone));
      seen.push(await registry.standingOfParts());
      await new SqlRecordStore(database).commit(planOf({ retirements: [retirementOf(ann, 1, 9)] }), new Certifier());
      seen.push(await registry.standingOfParts());
      const [first, , third, fourth] = seen.map((standings) => JSON.stringify(standings.get(annIn)));
      expect(new Set(seen.map((standings) => JSON.stringify(standings.get(annIn)))).size).toBe(4);
      expect([first === fourth, third === fourth]).toEqual([true, false]);
      expect(new Set(seen.slice(1).map((standings) => JSON.stringify(standings.get(bobIn)))).size).toBe(1);
      expect(seen.map(({ size }) => size)).toEqual([1, 2, 2, 2, 2, 2]);
      const named = async (prefix: string) => (await registry.agents(prefix)).map(({ keyId }) => keyId);
      expect(await named(annIn)).toEqual([enrolmentOf(phone).keyId]);
      expect(await named(bobIn)).toEqual([enrolmentOf(bob).keyId]);
      expect(await named('')).toHaveLength(2);
    });

    it('finds people by pseudonym and by identity', async () => {
      const { identityKey, vaultKey, certificate } = enrolmentOf(ann);
      await registry.enrol('a', enrolmentOf(ann), 1);
      const keys = { identityKey: Buffer.from(identityKey), vaultKey: Buffer.from(vaultKey) };
      const known = { pseudonym: ann.name, ...keys, certificate: Buffer.from(certificate) };
      expect(await registry.persons([ann.name, bob.name])).toEqual([known]);
      expect(await registry.personOfIdentity(toBase64Url(keyIdOf(identityKey)))).toEqual(known);
      expect(await registry.personOfIdentity('x')).toBeUndefined();
      expect([await registry.persons([]), await registry.agentsOf([])]).toEqual([[], []]);
    });

    it('keeps what was issued last for a new machine', async () => {
      const kept = async (employee: Employee, issued: number) => {
        await registry.addAgent(enrolmentOf(employee, { kept: { bytes: filled(10, issued), issued } }));
        return (await registry.kept(ann.name))?.[0];
      };
      expect(await registry.kept(ann.name)).toBeUndefined();
      await registry.enrol('a', enrolmentOf(ann), 1);
      expect(await registry.kept(ann.name)).toBeUndefined();
      expect([await kept(phone, 5), await kept(new Employee(1, 3), 4), await kept(new Employee(1, 4), 6)]).toEqual([
        5, 5, 6,
      ]);
    });
  });
}
