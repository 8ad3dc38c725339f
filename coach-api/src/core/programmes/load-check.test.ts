import { addDays, type Session } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoadRule, loadWarnings } from './load-check.js';
import { levelOf } from './session-level.js';

const FROM = '2026-05-04';
const body = { age: 40, restingRate: 60 };
const on = (offset: number, change: Partial<Session> = {}): Session => ({
  ...{ day: addDays(FROM, offset), kind: 'walk', minutes: 30, target: null, note: '' },
  ...change,
});
const hard = { target: { kind: 'effort', effort: 5 } } as const;
const moderate = { target: { kind: 'effort', effort: 3 } } as const;
const warned = (sessions: readonly Session[]) =>
  loadWarnings({ from: FROM, sessions }, body).map(({ rule, day }) => [rule, day]);
const at = (rule: LoadRule, offset: number) => [rule, addDays(FROM, offset)];

describe('the load check warns', () => {
  it('of a week that grows by more than 30 percent and 20 minutes, against the greater of the two before', () => {
    const weeks = (...minutes: readonly number[]) => minutes.map((each, week) => on(7 * week + 2, { minutes: each }));
    expect(warned(weeks(100, 130))).toEqual([]);
    expect(warned(weeks(100, 131))).toEqual([at('weekly-growth', 7)]);
    expect(warned(weeks(20, 40))).toEqual([]);
    expect(warned(weeks(20, 41))).toEqual([at('weekly-growth', 7)]);
    expect(warned(weeks(100, 50, 110))).toEqual([]);
    expect(warned(weeks(100, 0, 0, 60))).toEqual([at('weekly-growth', 21)]);
    expect(warned([on(9, { minutes: 300 })])).toEqual([]);
    expect(warned([on(0, { minutes: 10 }), on(7, { kind: 'rest', minutes: 900 })])).toEqual([]);
  });

  it('of every seventh day in a row that is more than easy', () => {
    const days = (count: number, change: Partial<Session>) => Array.from({ length: count }, (_, i) => on(i, change));
    expect(warned(days(14, { ...moderate, minutes: 20 }))).toEqual([at('rest-day', 6), at('rest-day', 13)]);
    expect(warned([...days(6, moderate), ...[7, 8].map((i) => on(i, moderate))])).toEqual([]);
    expect(warned(days(14, {}))).toEqual([]);
  });

  it('of two hard days, of strength on two days, and of a heart rate above the highest of the age', () => {
    expect(warned([on(1, hard), on(2, hard)])).toEqual([at('hard-days', 2)]);
    expect(warned([on(1, hard), on(1, hard), on(3, hard)])).toEqual([]);
    const strength = { kind: 'strength' } as const;
    expect(warned([on(1, strength), on(2, strength)])).toEqual([at('strength-recovery', 2)]);
    const fast = on(3, { kind: 'run', target: { kind: 'heart-rate', low: 150, high: 190 } });
    expect(warned([fast])).toEqual([at('rate-above-maximum', 3)]);
    expect(loadWarnings({ from: FROM, sessions: [fast] }, undefined)).toEqual([]);
  });

  it('of nothing in what is shorter by as much everywhere, where it did not before', () => {
    const sessions = fc.array(
      fc.record({ offset: fc.integer({ min: 0, max: 27 }), minutes: fc.integer({ min: 0, max: 200 }) }),
    );
    fc.assert(
      fc.property(sessions, (all) => {
        const plan = all
          .map(({ offset, minutes }) => on(offset, { minutes: 2 * minutes }))
          .sort((a, b) => (a.day < b.day ? -1 : 1));
        fc.pre(warned(plan).length === 0);
        expect(warned(plan.map((each) => ({ ...each, minutes: each.minutes / 2 })))).toEqual([]);
      }),
    );
    expect(warned([])).toEqual([]);
  });
});

describe('a session', () => {
  it.each<[string, Partial<Session>]>([
    ['rest', { kind: 'rest' }],
    ['easy', {}],
    ['easy', { kind: 'mobility' }],
    ['moderate', { kind: 'strength' }],
    ['easy', { target: { kind: 'effort', effort: 2 } }],
    ['moderate', moderate],
    ['hard', hard],
    ['easy', { target: { kind: 'steps', steps: 2_999 } }],
    ['moderate', { target: { kind: 'steps', steps: 3_000 } }],
    ['hard', { target: { kind: 'steps', steps: 3_900 } }],
    ['easy', { minutes: 0, target: { kind: 'steps', steps: 3_900 } }],
    ['easy', { target: { kind: 'heart-rate', low: 96, high: 107 } }],
    ['moderate', { target: { kind: 'heart-rate', low: 108, high: 131 } }],
    ['hard', { target: { kind: 'heart-rate', low: 132, high: 167 } }],
  ])('is %s: %j', (level, change) => {
    expect(levelOf(on(0, change), body)).toBe(level);
  });

  it('with a heart rate is moderate where nobody said of what age', () => {
    expect(levelOf(on(0, { target: { kind: 'heart-rate', low: 200, high: 210 } }), undefined)).toBe('moderate');
  });
});
