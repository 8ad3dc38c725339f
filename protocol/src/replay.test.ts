import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentRecord, type Grant, openConsent, signGrant, signWithdrawal } from './consent.js';
import { filled, GRANT, IDENTITY, withdrawalOf } from './records.fixture.js';
import { type Ask, findAuthority, headsOf, isComplete, livingGrants, replay } from './replay.js';

const open = (jws: string): ConsentRecord => openConsent(jws, IDENTITY.publicKey);
const grantOf = (change: Partial<Grant> = {}): ConsentRecord => open(signGrant({ ...GRANT, ...change }, IDENTITY));
const withdrawn = (grant: string, issued = 1500, after: readonly string[] = [grant]): ConsentRecord =>
  open(signWithdrawal({ ...withdrawalOf(grant, issued), after }, IDENTITY));

/* Five grants, each with two withdrawals at different times. */
const GRANTS = [0, 1, 2, 3, 4].map((i) =>
  grantOf({ salt: filled(32, i), issued: 1000 + i * 100, expires: 1800 + i * 100 }),
);
const WITHDRAWALS = GRANTS.flatMap(({ id }, i) => [withdrawn(id, 1100 + i * 100, []), withdrawn(id, 1700, [])]);
const ids = (records: readonly ConsentRecord[], at: number): ReadonlySet<string> =>
  new Set(replay(records, at).map(({ id }) => id));

/* One history as an agent writes it: each record comes after the heads of those before. */
const HISTORY: ConsentRecord[] = [];
for (const i of [0, 1, 2, 3, 4]) {
  const change = { salt: filled(32, 0x40 + i), issued: 1000 + i * 100, expires: 1800 + i * 100 };
  const grant = grantOf({ ...change, after: headsOf(HISTORY) });
  HISTORY.push(grant);
  if (i % 2 === 0) HISTORY.push(withdrawn(grant.id, 1200 + i * 100, headsOf(HISTORY)));
}

describe('records of consent', () => {
  const [first, second] = [grantOf({ salt: filled(32, 1) }), grantOf({ salt: filled(32, 2) })];
  const [lower = '', higher = ''] = [first.id, second.id].sort();
  const merged = grantOf({ salt: filled(32, 3), after: [lower, higher] });

  it('have as heads those after which no other came', () => {
    expect(headsOf([])).toEqual([]);
    expect(headsOf([second, first, first])).toEqual([lower, higher]);
    expect(headsOf([merged, first, second])).toEqual([merged.id]);
  });

  it('name the first 16 heads where there are more, so that a later record names the others', () => {
    const many = Array.from({ length: 18 }, (_, i) => grantOf({ salt: filled(32, 0x80 + i) }));
    const sorted = many.map(({ id }) => id).sort();
    expect(headsOf(many)).toEqual(sorted.slice(0, 16));
    const next = grantOf({ after: headsOf(many), salt: filled(32, 0xf0) });
    expect(headsOf([...many, next])).toEqual([...sorted.slice(16), next.id].sort());
    expect(isComplete([...many, next])).toBe(true);
  });

  it('name withdrawals first where not all can be named, so that none of them is missed', () => {
    const many = Array.from({ length: 40 }, (_, i) => grantOf({ salt: filled(32, 0x80 + i) }));
    const withdrawals = many.slice(0, 3).map(({ id }) => withdrawn(id));
    const heads = headsOf([...many, ...withdrawals]);
    expect(heads).toHaveLength(16);
    expect(heads).toEqual([...heads].sort());
    expect(heads).toEqual(expect.arrayContaining(withdrawals.map(({ id }) => id)));
    expect(headsOf([...withdrawals, ...withdrawals, ...many])).toEqual(heads);
  });

  it('are complete when every record that is named is there', () => {
    expect(isComplete([])).toBe(true);
    expect(isComplete([merged, second, first])).toBe(true);
    expect(isComplete([merged, first])).toBe(false);
    expect(isComplete([first], [first.id])).toBe(true);
    expect(isComplete([first], [second.id])).toBe(false);
  });

  it('written at two places at once count both, as soon as one comes after them', () => {
    expect(ids([first, second, merged], 1500)).toEqual(new Set([first.id, second.id, merged.id]));
    expect(ids([first, merged], 1500)).toEqual(new Set());
  });
});

describe('the replay of consent', () => {
  const some = fc.subarray([...GRANTS, ...WITHDRAWALS]);
  const time = fc.integer({ min: 900, max: 2400 });

  it('depends on no order and no repetition', () => {
    const shuffled = some.chain((records) =>
      fc.tuple(fc.constant(records), fc.shuffledSubarray([...records, ...records], { minLength: records.length })),
    );
    fc.assert(
      fc.property(shuffled, time, ([records, again], at) => {
        const whole = [...again, ...records].reverse();
        expect(ids(whole, at)).toEqual(ids(records, at));
        expect(replay(whole, at)).toHaveLength(ids(records, at).size);
      }),
      { seed: 7 },
    );
  });

  it('is only ever narrowed by a withdrawal, of complete sets', () => {
    fc.assert(
      fc.property(some, fc.subarray(WITHDRAWALS), time, (records, more, at) => {
        const before = ids(records, at);
        for (const id of ids([...records, ...more], at)) expect(before.has(id)).toBe(true);
      }),
      { seed: 8 },
    );
  });

  it('is never widened by leaving out records whose heads are known, in any order and however often they come', () => {
    const heads = headsOf(HISTORY);
    const part = fc
      .subarray([...HISTORY])
      .chain((records) => fc.shuffledSubarray([...records, ...records], { minLength: records.length }));
    fc.assert(
      fc.property(part, time, (records, at) => {
        const whole = ids(HISTORY, at);
        for (const { id } of replay(records, at, heads)) expect(whole.has(id)).toBe(true);
      }),
      { seed: 10 },
    );
  });

  it('is never widened by leaving out withdrawals that a record came after, though no head is known', () => {
    const last = HISTORY.at(-1);
    const withdrawals = HISTORY.filter((record) => record.kind === 'withdrawal' && record !== last);
    expect(withdrawals.length).toBeGreaterThan(1);
    fc.assert(
      fc.property(fc.subarray(withdrawals, { minLength: 1 }), time, (left, at) => {
        const rest = HISTORY.filter((record) => !left.includes(record));
        expect(replay(rest, at)).toEqual([]);
      }),
      { seed: 11 },
    );
  });

  it('yields nothing when the last withdrawal is left out and its head is known', () => {
    const grant = grantOf();
    const withdrawal = withdrawn(grant.id);
    expect(ids([grant], 1600)).toEqual(new Set([grant.id]));
    expect(replay([grant], 1600, [withdrawal.id])).toEqual([]);
    expect(replay([grant], 1400, [withdrawal.id])).toEqual([]);
    expect(replay([grant, withdrawal], 1400, [withdrawal.id])).toHaveLength(1);
  });

  it('never brings a withdrawn grant back as time goes on', () => {
    fc.assert(
      fc.property(some, time, time, (records, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        const issuedBefore = records.filter((r) => r.kind === 'withdrawal' || r.grant.issued <= early);
        const before = ids(issuedBefore, early);
        for (const id of ids(issuedBefore, late)) expect(before.has(id)).toBe(true);
      }),
      { seed: 9 },
    );
  });

  it('begins with the issue and ends with the expiry or the withdrawal, to the second', () => {
    const grant = grantOf();
    const alive = (at: number, ...more: readonly ConsentRecord[]): boolean => ids([grant, ...more], at).has(grant.id);
    expect([999, 1000, 1999, 2000].map((at) => alive(at))).toEqual([false, true, true, false]);
    expect([1499, 1500].map((at) => alive(at, withdrawn(grant.id)))).toEqual([true, false]);
  });
});

describe('the grants that live', () => {
  const living = (records: readonly ConsentRecord[], at: number, heads?: readonly string[]) =>
    livingGrants(records, at, heads).map(({ id }) => id);
  const [grant, other] = [grantOf(), grantOf({ salt: filled(32, 9) })];

  it('are those of the authority while nothing was withdrawn', () => {
    expect([999, 1000, 1999, 2000].map((at) => living([grant], at).length)).toEqual([0, 1, 1, 0]);
    expect(living([grant], 1500, [other.id])).toEqual([]);
  });

  it('end with a withdrawal that is there, whatever its time says, and no other ends with it', () => {
    const ahead = withdrawn(grant.id, 9_000_000);
    expect(ids([grant, other, ahead], 1500)).toEqual(new Set([grant.id, other.id]));
    expect(living([grant, other, ahead], 1500)).toEqual([other.id]);
    expect(living([ahead, other, grant], 1500)).toEqual([other.id]);
  });

  it('are never more than the authority', () => {
    fc.assert(
      fc.property(fc.subarray([...GRANTS, ...WITHDRAWALS]), fc.integer({ min: 900, max: 2400 }), (records, at) => {
        for (const id of living(records, at)) expect(ids(records, at).has(id)).toBe(true);
      }),
      { seed: 12 },
    );
  });
});

describe('the authority for an ask', () => {
  const ask: Ask = { recipient: 'coach-1', metric: 'steps', granularity: 'day', day: '2026-02-01' };
  const found = (change: Partial<Ask>): boolean =>
    findAuthority(replay([grantOf()], 1500), { ...ask, ...change }) !== undefined;

  it('covers exactly what was granted', () => {
    expect([found({}), found({ day: '2026-01-01' }), found({ day: '2026-03-31' })]).toEqual([true, true, true]);
    expect(found({ granularity: 'hour' })).toBe(true);
  });

  it('covers nothing else', () => {
    const others: readonly Partial<Ask>[] = [
      { recipient: 'coach-2' },
      { metric: 'sleep' },
      { granularity: 'raw' },
      { day: '2025-12-31' },
      { day: '2026-04-01' },
    ];
    expect(others.map(found)).toEqual(others.map(() => false));
  });
});
