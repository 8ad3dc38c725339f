import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCbor, fields } from './cbor.js';
import { sign1 } from './cose.js';
import { openProgramme, type Programme, SESSION_KINDS, type Session, signProgramme } from './programme.js';
import { COACH_API, codeOf, filled, flipped, PROGRAMME, STRANGER } from './records.fixture.js';

const BYTES = signProgramme(PROGRAMME, COACH_API);
const open = (bytes: Uint8Array): Programme => openProgramme(bytes, COACH_API.publicKey);

const SESSIONS: readonly (readonly unknown[])[] = [
  ['2026-03-02', 0, 30, [0, 3000], 'Rustig beginnen.'],
  ['2026-03-04', 1, 20, [1, 110, 130], ''],
  ['2026-03-04', 3, 15, [2, 4], ''],
  ['2026-03-08', 5, 0, null, ''],
];
const BODY: readonly unknown[] = [
  ...[1, PROGRAMME.pseudonym, 'coach-1', PROGRAMME.id, 0, 'Start to walk', '2026-03-02', '2026-03-08'],
  ...[SESSIONS, 'Drink genoeg water.', PROGRAMME.grants, PROGRAMME.summaries, PROGRAMME.time, PROGRAMME.salt],
];
/** Why a programme with one field changed is refused. */
const changed = (key: number, value: unknown): string =>
  codeOf(() =>
    open(sign1(COACH_API, 'programme', encodeCbor(fields(...BODY.map((old, i) => (i === key ? value : old)))))),
  );
const session = (place: number, value: unknown): string =>
  changed(8, [['2026-03-02', 0, 30, null, ''].map((old, i) => (i === place ? value : old))]);

describe('a programme', () => {
  it('says what the coach API signed', () => {
    expect(open(BYTES)).toEqual(PROGRAMME);
    expect(sign1(COACH_API, 'programme', encodeCbor(fields(...BODY)))).toEqual(BYTES);
  });

  it('survives a round trip whatever its sessions are', () => {
    const text = fc.string({ maxLength: 40 });
    const target = fc.oneof(
      fc.constant(null),
      fc.record({ kind: fc.constant('steps' as const), steps: fc.nat(100_000) }),
      fc.record({ kind: fc.constant('effort' as const), effort: fc.nat(10) }),
      fc
        .tuple(fc.integer({ min: 20, max: 250 }), fc.integer({ min: 20, max: 250 }))
        .map(([a, b]) => ({ kind: 'heart-rate' as const, low: Math.min(a, b), high: Math.max(a, b) })),
    );
    const sessions: fc.Arbitrary<readonly Session[]> = fc.array(
      fc.record({
        day: fc.constant('2026-03-05'),
        kind: fc.constantFrom(...SESSION_KINDS),
        minutes: fc.nat(1440),
        target,
        note: text,
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.record({ sessions, title: text, advice: text, revision: fc.nat(0xffff_ffff) }), (change) => {
        const programme = { ...PROGRAMME, ...change };
        expect(open(signProgramme(programme, COACH_API))).toEqual(programme);
      }),
      { numRuns: 50 },
    );
  });

  it('of another key or with a bit turned is refused', () => {
    expect(codeOf(() => openProgramme(BYTES, STRANGER.publicKey))).toBe('bad-signature');
    expect(codeOf(() => open(flipped(BYTES, BYTES.length - 1)))).toBe('bad-signature');
    expect(codeOf(() => open(sign1(COACH_API, 'message', encodeCbor(fields(...BODY)))))).toBe('malformed');
  });

  it.each([
    ['of another version', [0, 2], 'unsupported-version'],
    ['of a short pseudonym', [1, filled(15, 0)], 'malformed'],
    ['of a coach of 257 characters', [2, 'x'.repeat(257)], 'malformed'],
    ['with a short id', [3, filled(15, 0)], 'malformed'],
    ['with a revision above 32 bits', [4, 2 ** 32], 'malformed'],
    ['with a title of 257 characters', [5, 'x'.repeat(257)], 'malformed'],
    ['from a day that does not exist', [6, '2026-02-30'], 'malformed'],
    ['that ends before it begins', [7, '2026-03-01'], 'out-of-range'],
    ['with 401 sessions', [8, Array.from({ length: 401 }, () => SESSIONS[0])], 'malformed'],
    ['with a session before it begins', [8, [['2026-03-01', 0, 30, null, '']]], 'out-of-range'],
    ['with a session after its end', [8, [['2026-03-09', 0, 30, null, '']]], 'out-of-range'],
    ['with sessions out of order', [8, [SESSIONS[1], SESSIONS[0]]], 'out-of-range'],
    ['with a session of four items', [8, [['2026-03-02', 0, 30, null]]], 'malformed'],
    ['with a session of six items', [8, [['2026-03-02', 0, 30, null, '', 0]]], 'malformed'],
    ['with an advice of 4,097 characters', [9, 'x'.repeat(4097)], 'malformed'],
    ['resting on 65 grants', [10, Array.from({ length: 65 }, () => filled(32, 0))], 'malformed'],
    ['resting on a short grant', [10, [filled(31, 0)]], 'malformed'],
    ['resting on 65 summaries', [11, Array.from({ length: 65 }, () => filled(32, 0))], 'malformed'],
    ['resting on a short summary', [11, [filled(31, 0)]], 'malformed'],
    ['before time', [12, -1], 'malformed'],
    ['with a short salt', [13, filled(31, 0)], 'malformed'],
  ] as const)('%s is refused', (_, [key, value], code) => {
    expect(changed(key, value)).toBe(code);
  });

  it('may have 400 sessions, none, and 64 grants and summaries', () => {
    const basis = Array.from({ length: 64 }, () => filled(32, 0));
    const long = Array.from({ length: 400 }, () => SESSIONS[0]);
    expect([
      changed(8, long),
      changed(8, []),
      changed(10, basis),
      changed(11, basis),
      changed(9, 'x'.repeat(4096)),
    ]).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'accepted']);
    expect(changed(7, '2026-03-08')).toBe('accepted');
  });

  it.each([
    ['of an unknown kind', [1, 6], 'malformed'],
    ['longer than a day', [2, 1441], 'malformed'],
    ['with a target of an unknown kind', [3, [3, 1]], 'malformed'],
    ['with a target that is a number', [3, 1], 'malformed'],
    ['with a target of more than 100,000 steps', [3, [0, 100_001]], 'malformed'],
    ['with a target of steps and more', [3, [0, 1, 1]], 'malformed'],
    ['with an effort of 11', [3, [2, 11]], 'malformed'],
    ['with an effort and more', [3, [2, 1, 1]], 'malformed'],
    ['with one heart rate', [3, [1, 100]], 'malformed'],
    ['with heart rates backwards', [3, [1, 130, 110]], 'out-of-range'],
    ['with a heart rate of 19', [3, [1, 19, 110]], 'out-of-range'],
    ['with a heart rate of 251', [3, [1, 110, 251]], 'malformed'],
    ['with a lowest heart rate of 251', [3, [1, 251, 250]], 'malformed'],
    ['with a note of 257 characters', [4, 'x'.repeat(257)], 'malformed'],
  ] as const)('with a session %s is refused', (_, [place, value], code) => {
    expect(session(place, value)).toBe(code);
  });

  it('may aim at the bounds themselves', () => {
    const targets = [
      [0, 100_000],
      [2, 10],
      [1, 20, 250],
      [1, 100, 100],
    ];
    expect(targets.map((target) => session(3, target))).toEqual(targets.map(() => 'accepted'));
    expect([session(2, 1440), session(1, 5)]).toEqual(['accepted', 'accepted']);
  });

  it('too long for any reader is not signed', () => {
    const long = PROGRAMME.sessions
      .slice(0, 1)
      .flatMap((one) => Array.from({ length: 400 }, () => ({ ...one, note: 'é'.repeat(256) })));
    expect(codeOf(() => signProgramme({ ...PROGRAMME, sessions: long }, COACH_API))).toBe('too-large');
    expect(codeOf(() => signProgramme({ ...PROGRAMME, sessions: long.slice(0, 100) }, COACH_API))).toBe('accepted');
  });

  it('that nobody would accept is not signed', () => {
    expect(codeOf(() => signProgramme({ ...PROGRAMME, until: '2026-03-01' }, COACH_API))).toBe('out-of-range');
    expect(codeOf(() => signProgramme({ ...PROGRAMME, id: filled(1, 0) }, COACH_API))).toBe('malformed');
  });
});
