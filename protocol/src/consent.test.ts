import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64Url, toHex } from './bytes.js';
import {
  type Ask,
  type ConsentRecord,
  findAuthority,
  type Grant,
  openConsent,
  replay,
  signGrant,
  signWithdrawal,
} from './consent.js';
import { leafOf } from './hash.js';
import { jwsBytes, signJws } from './jws.js';
import { AGENT, codeOf, filled, GRANT, IDENTITY, STRANGER, withdrawalOf } from './records.fixture.js';

const open = (jws: string): ConsentRecord => openConsent(jws, IDENTITY.publicKey);
const grantOf = (change: Partial<Grant> = {}): ConsentRecord => open(signGrant({ ...GRANT, ...change }, IDENTITY));
const withdrawn = (id: string, issued?: number): ConsentRecord =>
  open(signWithdrawal(withdrawalOf(id, issued), IDENTITY));

describe('a grant', () => {
  it('says what the employee signed, and is named by its leaf', () => {
    const jws = signGrant({ ...GRANT, recipient: 'Zoë' }, IDENTITY);
    const id = toHex(leafOf(jwsBytes(jws)));
    expect(open(jws)).toEqual({ kind: 'grant', id, grant: { ...GRANT, recipient: 'Zoë' } });
  });

  it('of anybody but the employee is refused', () => {
    expect(codeOf(() => open(signGrant(GRANT, AGENT)))).toBe('bad-signature');
    expect(codeOf(() => openConsent(signGrant(GRANT, IDENTITY), STRANGER.publicKey))).toBe('bad-signature');
  });

  it.each([
    ['for nobody', { recipient: '' }],
    ['for no purpose', { purpose: '' }],
    ['of nothing', { scope: [] }],
    ['of one metric twice', { scope: [...GRANT.scope, ...GRANT.scope] }],
    ['of no granularity', { scope: [{ metric: 'steps', granularities: [] }] }],
    ['of one granularity twice', { scope: [{ metric: 'steps', granularities: ['day', 'day'] }] }],
    ['that ends before it begins', { from: '2026-04-01' }],
    ['of a day that does not exist', { from: '2026-02-30' }],
    ['that expires as it is issued', { expires: GRANT.issued }],
    ['issued at half a second', { issued: 1000.5 }],
    ['issued before time', { issued: -1 }],
    ['without end', { expires: Number.MAX_SAFE_INTEGER }],
    ['with a short salt', { salt: filled(31, 0) }],
    ['with a short pseudonym', { pseudonym: filled(15, 0) }],
    ['with a notice of no hash', { notice: { language: 'nl', sha256: 'ab' } }],
    ['with a notice in capitals', { notice: { language: 'nl', sha256: 'AB'.repeat(32) } }],
    ['with a name of 257 characters', { recipient: 'x'.repeat(257) }],
  ] as const)('%s is neither signed nor read', (_, change) => {
    const wrong = { ...GRANT, ...change };
    expect(codeOf(() => signGrant(wrong, IDENTITY))).toBe('malformed');
    const payload = { version: 1, ...wrong, pseudonym: toHex(wrong.pseudonym), salt: toBase64Url(wrong.salt) };
    expect(codeOf(() => open(signJws(IDENTITY, 'f4w-grant+jws', payload)))).toBe('malformed');
  });

  it('with a member more, less, of another type or another version is refused', () => {
    const payload = { version: 1, ...GRANT, pseudonym: toHex(GRANT.pseudonym), salt: toBase64Url(GRANT.salt) };
    const { purpose: _, ...less } = payload;
    const changed: readonly object[] = [
      { ...payload, extra: 1 },
      less,
      { ...less, toString: 1 },
      { ...payload, issued: '1000' },
      { ...payload, scope: { length: 1 } },
      { ...payload, scope: [{ metric: 'mood', granularities: ['day'] }] },
      { ...payload, scope: [{ metric: 'steps', granularities: ['minute'] }] },
      { ...payload, scope: [{ metric: 'steps', granularities: 'day' }] },
      { ...payload, notice: null },
      [],
    ];
    const codes = changed.map((one) => codeOf(() => open(signJws(IDENTITY, 'f4w-grant+jws', one))));
    expect(codes).toEqual(changed.map(() => 'malformed'));
    const later = signJws(IDENTITY, 'f4w-grant+jws', { ...payload, version: 2 });
    expect(codeOf(() => open(later))).toBe('unsupported-version');
  });
});

describe('a withdrawal', () => {
  const { id } = grantOf();

  it('says what the employee signed', () => {
    expect(withdrawn(id)).toMatchObject({ kind: 'withdrawal', withdrawal: withdrawalOf(id) });
  });

  it('of anybody but the employee, of no grant or of another version is refused', () => {
    expect(codeOf(() => open(signWithdrawal(withdrawalOf(id), STRANGER)))).toBe('bad-signature');
    expect(codeOf(() => signWithdrawal(withdrawalOf('ab'), IDENTITY))).toBe('malformed');
    expect(codeOf(() => open(signJws(IDENTITY, 'f4w-withdrawal+jws', { version: 1 })))).toBe('malformed');
    const payload = { version: 2, pseudonym: '', grant: '', issued: 0, salt: '' };
    expect(codeOf(() => open(signJws(IDENTITY, 'f4w-withdrawal+jws', payload)))).toBe('unsupported-version');
  });

  it('is not taken for a grant, nor a token for either', () => {
    expect(codeOf(() => open(signJws(IDENTITY, 'JWT', { sub: 'x' })))).toBe('malformed');
  });
});

/* Five grants, each with two withdrawals at different times. */
const GRANTS = [0, 1, 2, 3, 4].map((i) =>
  grantOf({ salt: filled(32, i), issued: 1000 + i * 100, expires: 1800 + i * 100 }),
);
const WITHDRAWALS = GRANTS.flatMap(({ id }, i) => [withdrawn(id, 1100 + i * 100), withdrawn(id, 1700)]);
const ids = (records: readonly ConsentRecord[], at: number): ReadonlySet<string> =>
  new Set(replay(records, at).map(({ id }) => id));

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

  it('is only ever narrowed by a withdrawal', () => {
    fc.assert(
      fc.property(some, fc.subarray(WITHDRAWALS), time, (records, more, at) => {
        const before = ids(records, at);
        for (const id of ids([...records, ...more], at)) expect(before.has(id)).toBe(true);
      }),
      { seed: 8 },
    );
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
