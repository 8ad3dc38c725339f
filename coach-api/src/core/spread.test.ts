import { describe, expect, it } from 'vitest';
import { COMMON, DISTRICTS, districtOf } from './districts.js';
import { type Lease, spread } from './spread.js';

const nobody = (): Lease[] =>
  DISTRICTS.map((district) => ({ district, epoch: 0, holder: '', alive: false, replayed: false }));

/** Lets each decide in turn until nobody wants anything any more. */
function settle(leases: Lease[], live: readonly string[]): Map<string, number> {
  const change = (districts: readonly string[], made: Partial<Lease>): void => {
    for (const [i, lease] of leases.entries())
      if (districts.includes(lease.district)) leases[i] = { ...lease, ...made };
  };
  for (let isMoving = true; isMoving; ) {
    isMoving = false;
    for (const holder of live) {
      const { claim, giveBack } = spread(leases, { holder, live: live.length, heardAll: true, kept: [] });
      change(claim, { holder, alive: true });
      change(giveBack, { alive: false });
      isMoving ||= claim.length + giveBack.length > 0;
    }
  }
  return new Map(live.map((holder) => [holder, leases.filter((each) => each.alive && each.holder === holder).length]));
}

describe('spread', () => {
  it('gives all to one that is alone', () => {
    expect(settle(nobody(), ['a'])).toEqual(new Map([['a', 17]]));
  });

  it('has one that joins take its share of what the others give back', () => {
    const leases = nobody();
    settle(leases, ['a', 'b']);
    expect([...settle(leases, ['a', 'b', 'c']).values()].sort()).toEqual([5, 6, 6]);
    expect(leases.every(({ alive }) => alive)).toBe(true);
  });

  it('has those that are left take over what ran out, and leaves alone what another holds', () => {
    const leases = nobody();
    settle(leases, ['a', 'b', 'c']);
    const kept = leases.filter(({ holder }) => holder === 'a').map(({ district }) => district);
    for (const [i, lease] of leases.entries()) if (lease.holder === 'b') leases[i] = { ...lease, alive: false };
    expect(spread(leases, { holder: 'a', live: 3, heardAll: true, kept: [] }).claim).toEqual([]);
    expect([...settle(leases, ['a', 'c']).values()].sort()).toEqual([8, 9]);
    expect(leases.filter(({ holder }) => holder === 'a').map(({ district }) => district)).toEqual(
      expect.arrayContaining(kept),
    );
  });

  it('leaves what ran out to those who heard what came meanwhile, unless there is nobody else', () => {
    const leases = nobody().map((lease, i) => (i === 5 ? { ...lease, holder: 'dead' } : lease));
    const joins = { holder: 'a', live: 2, heardAll: false, kept: [] };
    expect(spread(leases, joins).claim).not.toContain('5');
    expect(spread(leases, { ...joins, heardAll: true }).claim).toContain('5');
    expect(spread(leases, { ...joins, live: 1 }).claim).toContain('5');
  });

  it('keeps what nobody else is to have, gives back others in its place, and no more than is too much', () => {
    const leases = nobody().map((lease) => ({ ...lease, holder: 'a', alive: true }));
    const given = (kept: readonly string[]) => spread(leases, { holder: 'a', live: 2, heardAll: true, kept }).giveBack;
    expect(given(['f', 'common'])).toEqual(['7', '8', '9', 'a', 'b', 'c', 'd', 'e']);
    expect(given(DISTRICTS.slice(5))).toEqual(['0', '1', '2', '3', '4']);
    expect(given(DISTRICTS)).toEqual([]);
  });

  it('has a district for everybody, and one in which nobody lives', () => {
    expect(DISTRICTS).toContain(districtOf('f0'.repeat(16)));
    expect(DISTRICTS.filter((district) => district !== COMMON).map((digit) => districtOf(digit.repeat(32)))).toEqual(
      DISTRICTS.slice(0, 16),
    );
  });
});
