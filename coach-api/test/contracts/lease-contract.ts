import { expect, it } from 'vitest';
import type { LeaseTable } from '../../src/cluster/ports.js';
import { DISTRICTS } from '../../src/core/districts.js';

export interface LeasePlace {
  open(holder: string): Promise<LeaseTable>;
  /** As time does. */
  expire(district: string): Promise<void>;
}

const NOTHING = new Map<string, number>();

/** What every table of leases does. @param place of a new one */
export function describeLeases(place: () => LeasePlace): void {
  it('has every district free at first, and lets one have each', async () => {
    const [a, b] = [await place().open('a'), await place().open('b')];
    const { leases } = await a.beat('http://a', NOTHING);
    expect(leases.map(({ district }) => district).sort()).toEqual([...DISTRICTS].sort());
    expect(leases.filter(({ alive }) => alive)).toEqual([]);
    expect(await a.claim('0', 0)).toBe(1);
    expect(await b.claim('0', 0)).toBeUndefined();
    expect(await a.claim('0', 0)).toBeUndefined();
    expect(await b.claim('1', 0)).toBe(1);
    const { leases: then } = await b.beat('http://b', NOTHING);
    const alive = then
      .filter((lease) => lease.alive)
      .map(({ district, holder, epoch }) => ({ district, holder, epoch }));
    expect(alive).toEqual([
      { district: '0', holder: 'a', epoch: 1 },
      { district: '1', holder: 'b', epoch: 1 },
    ]);
  });

  it('knows who lives, and where', async () => {
    const [a, b] = [await place().open('a'), await place().open('b')];
    await a.beat('http://a', NOTHING);
    const { addresses } = await b.beat('http://b', NOTHING);
    expect([...addresses].sort()).toEqual([
      ['a', 'http://a'],
      ['b', 'http://b'],
    ]);
    await a.leave();
    expect([...(await b.beat('http://b', NOTHING)).addresses.keys()]).toEqual(['b']);
    // Whoever looks does not live by it.
    expect([...(await a.look()).addresses.keys()]).toEqual(['b']);
  });

  it('counts up an epoch with each claim, and renews none but the newest', async () => {
    const [a, b] = [await place().open('a'), await place().open('b')];
    expect(await a.claim('f', 0)).toBe(1);
    await place().expire('f');
    expect(await b.claim('f', 0)).toBe(2);
    await place().expire('f');
    const aliveAfter = async (table: LeaseTable, epoch: number) => {
      const { leases } = await table.beat('http://x', new Map([['f', epoch]]));
      return leases.some(({ district, alive }) => district === 'f' && alive);
    };
    expect(await aliveAfter(a, 1)).toBe(false);
    expect(await aliveAfter(b, 1)).toBe(false);
    expect(await aliveAfter(b, 2)).toBe(true);
  });

  it('is free at once of what is given back, and of one that leaves', async () => {
    const [a, b] = [await place().open('a'), await place().open('b')];
    expect(await a.claim('2', 0)).toBe(1);
    expect(await a.claim('3', 0)).toBe(1);
    await a.giveBack('2', 1);
    expect(await b.claim('2', 0)).toBe(2);
    // It is another's by now.
    await a.giveBack('2', 1);
    expect(await a.claim('2', 0)).toBeUndefined();
    await a.leave();
    expect(await b.claim('3', 0)).toBe(2);
    expect(await a.claim('2', 0)).toBeUndefined();
  });

  it('gives no epoch again that there was, though the table does not know of it', async () => {
    const a = await place().open('a');
    expect(await a.claim('4', 56)).toBe(57);
    await a.giveBack('4', 57);
    expect(await a.claim('4', 3)).toBe(58);
  });

  it('says in which epoch the journals were brought back, and no other may say so', async () => {
    const [a, b] = [await place().open('a'), await place().open('b')];
    const replayed = async () => (await a.look()).leases.find(({ district }) => district === '5')?.replayed;
    expect(await a.claim('5', 0)).toBe(1);
    expect(await replayed()).toBe(false);
    await b.noteReplayed('5', 1);
    expect(await replayed()).toBe(false);
    await a.noteReplayed('5', 1);
    expect(await replayed()).toBe(true);
    await a.giveBack('5', 1);
    expect(await b.claim('5', 0)).toBe(2);
    await a.noteReplayed('5', 1);
    expect(await replayed()).toBe(false);
  });
}
