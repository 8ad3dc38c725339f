import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionReport } from './message.js';
import type { Programme, Session } from './programme.js';
import { isReportOf, type LeafedProgramme, programmeDifference, standingProgrammes } from './programme-revisions.js';
import { PROGRAMME } from './records.fixture.js';

const WALK: Session = { day: '2026-03-09', kind: 'walk', minutes: 30, target: null, note: '' };
const RUN: Session = { ...WALK, day: '2026-03-10', kind: 'run', target: { kind: 'heart-rate', low: 120, high: 140 } };
const PLAN: Programme = { ...PROGRAMME, from: '2026-03-09', until: '2026-03-15', sessions: [WALK, RUN] };
const leafed = (leaf: string, change: Partial<Programme> = {}): LeafedProgramme => ({
  leaf: leaf.repeat(64),
  record: { ...PLAN, ...change },
});

describe('of the revisions of programmes', () => {
  it('the highest stands, of two the later, and of two at once the one with the greater leaf, in whatever order they come', () => {
    const other = { id: new Uint8Array(16).fill(9) };
    const all = [
      ...[leafed('1', { revision: 0, time: 900 }), leafed('2', { revision: 1, time: 100 })],
      ...[leafed('3', { revision: 1, time: 101 }), leafed('4', { revision: 1, time: 101 }), leafed('5', other)],
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (some) => {
        expect([...standingProgrammes(some)].sort()).toEqual(['4'.repeat(64), '5'.repeat(64)]);
      }),
    );
    expect(standingProgrammes([]).size).toBe(0);
  });

  it('a report counts in each that has a session of the same day and kind in the same place', () => {
    const report = (change: Partial<SessionReport> = {}): SessionReport => ({
      ...{ programme: new Uint8Array(32).fill(0x11), session: 1, done: true, effort: 3 },
      ...change,
    });
    const first = leafed('1');
    const next = { ...PLAN, revision: 1, sessions: [WALK, { ...RUN, minutes: 50 }] };
    const of = (record: Programme, one: SessionReport, place = 1) => isReportOf(one, { of: record, place }, [first]);
    expect(of(PLAN, report())).toBe(true);
    expect(of(next, report())).toBe(true);
    expect(of(next, report(), 0)).toBe(false);
    expect(of({ ...next, sessions: [WALK, { ...RUN, kind: 'cycle' }] }, report())).toBe(false);
    expect(of({ ...next, sessions: [WALK, { ...RUN, day: '2026-03-11' }] }, report())).toBe(false);
    expect(of({ ...next, sessions: [WALK] }, report())).toBe(false);
    expect(of({ ...next, id: new Uint8Array(16).fill(9) }, report())).toBe(false);
    expect(of(PLAN, report({ programme: new Uint8Array(32).fill(2) }))).toBe(false);
    expect(of(PLAN, report({ session: 7 }), 7)).toBe(false);
  });
});

describe('the difference between two', () => {
  it('names what came, what went, and what is otherwise', () => {
    const longer = { ...WALK, minutes: 40 };
    const extra = { ...WALK, day: '2026-03-12' };
    expect(programmeDifference(PLAN, { ...PLAN, title: 'x', until: '2026-03-20', sessions: [longer, extra] })).toEqual({
      ...{ changed: ['title', 'until'], added: [extra], removed: [RUN] },
      altered: [{ before: WALK, after: longer }],
    });
    expect(programmeDifference(PLAN, { ...PLAN, from: '2026-03-01', advice: 'x' }).changed).toEqual(['from', 'advice']);
  });

  it.each<[string, Partial<Session>]>([
    ['the note', { note: 'x' }],
    ['the target gone', { target: null }],
    ['another low', { target: { kind: 'heart-rate', low: 121, high: 140 } }],
    ['another high', { target: { kind: 'heart-rate', low: 120, high: 141 } }],
    ['steps', { target: { kind: 'steps', steps: 5 } }],
    ['an effort', { target: { kind: 'effort', effort: 5 } }],
  ])('sees %s', (_what, change) => {
    const after = { ...RUN, ...change };
    expect(programmeDifference(PLAN, { ...PLAN, sessions: [WALK, after] }).altered).toEqual([{ before: RUN, after }]);
  });

  it('is none between a programme and itself, and holds sessions of one day and kind against each other in their order', () => {
    const none = { changed: [], added: [], removed: [], altered: [] };
    const twice = [WALK, { ...WALK, note: 'again' }];
    expect(programmeDifference(PLAN, PLAN)).toEqual(none);
    expect(programmeDifference({ ...PLAN, sessions: twice }, { ...PLAN, sessions: twice })).toEqual(none);
    expect(programmeDifference({ ...PLAN, sessions: twice }, PLAN)).toMatchObject({
      added: [RUN],
      removed: [twice[1]],
    });
  });
});
