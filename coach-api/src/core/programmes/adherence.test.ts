import {
  addDays,
  type DayAnswer,
  daysOfDate,
  type LeafedProgramme,
  type Message,
  type Session,
} from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Adherence, adherenceOf, isOver } from './adherence.js';
import { adaptationOf } from './proposal.js';

const FROM = '2026-05-04';
const LEAF = 'ab'.repeat(32);
const bytes = (length: number, fill = 0) => new Uint8Array(length).fill(fill);
const on = (offset: number, change: Partial<Session> = {}): Session => ({
  ...{ day: addDays(FROM, offset), kind: 'walk', minutes: 30, target: null, note: '' },
  ...change,
});
const programmeOf = (sessions: readonly Session[], until = addDays(FROM, 13)): LeafedProgramme => ({
  leaf: LEAF,
  record: {
    ...{ pseudonym: bytes(16), coach: 'c', id: bytes(16), revision: 0, title: '', from: FROM, until, sessions },
    ...{ advice: '', grants: [], summaries: [], time: 1, salt: bytes(32) },
  },
});
const report = (session: number, done: boolean, more: { effort?: number; time?: number } = {}): Message => ({
  ...{ pseudonym: bytes(16), coach: 'c', agent: 1, answers: null, text: '', time: more.time ?? 5, salt: bytes(32) },
  report: { programme: bytes(32, 0xab), session, done, effort: more.effort ?? null },
});
const walked = (offset: number, total: number | null): DayAnswer => ({
  ...{ date: addDays(FROM, offset), status: { steps: 'measured' }, window: null, wornSeconds: 1 },
  steps: { total, activeMinutes: 12 },
});
/** When the day of that offset is over everywhere. */
const after = (offset: number): number => (daysOfDate(FROM) + offset + 1) * 86_400 + 15 * 3_600;

describe('adherence', () => {
  const programme = programmeOf([
    ...[on(0, { target: { kind: 'steps', steps: 3_000 } }), on(2), on(4, { kind: 'run', minutes: 40 })],
    ...[on(6, { kind: 'rest', minutes: 0 }), on(9), on(11)],
  ]);
  const told = { programmes: [programme], messages: [], days: [], now: after(9) };

  it('is what the person says of each session, the last of it, and what is over without a word is unreported', () => {
    const messages = [report(0, true, { effort: 3 }), report(1, true, { time: 9 }), report(1, false, { time: 8 })];
    const { sessions, weeks } = adherenceOf(programme, { ...told, messages: [...messages, report(2, false)] });
    expect(sessions.map(({ state }) => state)).toEqual([
      ...['done', 'done', 'not-done', 'unreported', 'unreported', 'ahead'],
    ]);
    expect(sessions[0]).toMatchObject({ place: 0, effort: 3, measured: null, reached: null });
    expect(weeks).toMatchObject([
      { from: FROM, until: '2026-05-10', sessions: 3, due: 3, done: 2, share: 0.67, minutesDue: 100, minutesDone: 60 },
      {
        from: '2026-05-11',
        until: '2026-05-17',
        sessions: 2,
        due: 1,
        done: 0,
        share: 0,
        minutesDue: 30,
        minutesDone: 0,
      },
    ]);
    expect(adherenceOf(programme, { ...told, messages: [report(0, true), report(0, false)] }).sessions[0]?.state).toBe(
      'not-done',
    );
    expect(
      adherenceOf(programme, { ...told, now: 0, messages: [report(5, true)] }).weeks.map(({ due, share }) => [
        due,
        share,
      ]),
    ).toEqual([
      ...[
        [0, null],
        [1, 1],
      ],
    ]);
  });

  it('says beside it what was measured on the day, and whether that reaches the steps', () => {
    const days = [walked(0, 2_999), walked(2, 8_000), walked(4, null)];
    const { sessions, weeks } = adherenceOf(programme, { ...told, days });
    expect(sessions.map(({ measured, reached }) => [measured?.steps, reached]).slice(0, 3)).toEqual([
      ...[
        [2_999, false],
        [8_000, null],
        [undefined, null],
      ],
    ]);
    expect(sessions.map(({ state }) => state)).not.toContain('done');
    expect(weeks).toMatchObject([
      { measuredDays: 2, steps: 10_999, activeMinutes: 24 },
      { measuredDays: 0, steps: null, activeMinutes: null },
    ]);
    expect(adherenceOf(programme, { ...told, days: [walked(0, 3_000)] }).sessions[0]?.reached).toBe(true);
  });

  it('has the weeks that have a session, the last of them as short as it is', () => {
    const { weeks } = adherenceOf(programmeOf([on(1), on(15)], '2026-05-20'), told);
    expect(weeks.map(({ from, until }) => [from, until])).toEqual([
      ...[
        [FROM, '2026-05-10'],
        ['2026-05-18', '2026-05-20'],
      ],
    ]);
    expect(adherenceOf(programmeOf([], '9999-12-31'), told).weeks).toEqual([]);
    expect([isOver(FROM, after(0)), isOver(FROM, after(0) - 1)]).toEqual([true, false]);
  });

  it('counts every session other than rest in one week, and never more done than due', () => {
    const some = fc.array(
      fc.record({ offset: fc.integer({ min: 0, max: 13 }), rest: fc.boolean(), done: fc.option(fc.boolean()) }),
    );
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 13 }), (all, today) => {
        const sorted = [...all].sort((a, b) => a.offset - b.offset);
        const plan = programmeOf(sorted.map(({ offset, rest }) => on(offset, { kind: rest ? 'rest' : 'walk' })));
        const messages = sorted.flatMap(({ done }, place) => (done === null ? [] : [report(place, done)]));
        const { weeks } = adherenceOf(plan, { programmes: [plan], messages, days: [], now: after(today) });
        expect(weeks.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(all.filter(({ rest }) => !rest).length);
        for (const { sessions, due, done } of weeks)
          expect([done, due, sessions]).toEqual([done, due, sessions].sort((a, b) => a - b));
      }),
    );
  });
});

describe('an adaptation', () => {
  const SESSIONS = [
    ...[0, 2, 4].map((offset) => on(offset, { target: { kind: 'effort', effort: 3 } })),
    ...[on(8), on(9, { minutes: 33, target: { kind: 'steps', steps: 3_333 } }), on(13, { kind: 'rest', minutes: 0 })],
  ];
  const plan = programmeOf(SESSIONS);
  const now = after(6);
  const adherence = (...messages: readonly Message[]): Adherence =>
    adherenceOf(plan, { programmes: [plan], messages, days: [], now });
  const figuresWith = (figure: 'resting-heart-rate' | 'minutes-asleep', direction: 'higher' | 'lower') => {
    const none = { recent: null, recentDays: 0, baseline: null, spread: null, baselineDays: 0, z: null };
    const days = { measured: 0, 'not-measured': 0, 'not-worn': 0, 'not-received': 0, erased: 0, 'not-shared': 0 };
    const trend = { ...none, direction };
    const figures = [{ figure, total: null, days: 0, mean: null, trend }];
    const coverage = { days: 0, wornSeconds: 0, seconds: 0 };
    return { coverage, metrics: [{ metric: 'sleep' as const, days, staleSince: null, figures }] };
  };
  const well = [0, 1, 2].map((place) => report(place, true, { effort: 3 }));
  const of = (messages: readonly Message[], figures?: ReturnType<typeof figuresWith>) => {
    const { change, reasons } = adaptationOf(plan.record, { adherence: adherence(...messages), figures, now });
    return [change, ...reasons];
  };

  it('eases what was hardly done, felt heavy, or goes with a higher resting rate', () => {
    expect(of([])).toEqual(['ease', 'few-done']);
    expect(of([report(0, true)])).toEqual(['ease', 'few-done']);
    expect(of([0, 1, 2].map((place) => report(place, true, { effort: 5 })))).toEqual(['ease', 'felt-heavy']);
    expect(of(well, figuresWith('resting-heart-rate', 'higher'))).toEqual(['ease', 'resting-rate-higher', 'well-done']);
  });

  it('grows what goes well, but for less sleep, and keeps the rest', () => {
    expect(of(well)).toEqual(['grow', 'well-done']);
    expect(of(well, figuresWith('minutes-asleep', 'lower'))).toEqual(['keep', 'less-sleep', 'well-done']);
    expect(of([report(0, true), report(1, true)])).toEqual(['keep', 'as-planned']);
    expect(of([0, 1, 2].map((place) => report(place, true, { effort: 4 })))).toEqual(['keep', 'as-planned']);
    expect(of([0, 1, 2].map((place) => report(place, true)))).toEqual(['keep', 'as-planned']);
    expect(of(well, figuresWith('resting-heart-rate', 'lower'))).toEqual(['grow', 'well-done']);
  });

  it('holds a session without an effort aimed at against strong', () => {
    const open = programmeOf([0, 2, 4].map((offset) => on(offset)));
    const felt = (effort: number) => {
      const messages = [0, 1, 2].map((place) => report(place, true, { effort }));
      const seen = adherenceOf(open, { programmes: [open], messages, days: [], now });
      return adaptationOf(open.record, { adherence: seen, figures: undefined, now }).reasons;
    };
    expect([felt(7), felt(6), felt(5)]).toEqual([['felt-heavy'], ['as-planned'], ['well-done']]);
  });

  it('changes minutes and steps of what is ahead everywhere, and nothing else', () => {
    const changed = (messages: readonly Message[]) =>
      adaptationOf(plan.record, { adherence: adherence(...messages), figures: undefined, now }).sessions;
    // Now is May 11 in UTC: from May 13 on sessions are open.
    const later = (minutes: number, steps: number) => [
      ...SESSIONS.slice(0, 4),
      ...[{ ...SESSIONS[4], minutes, target: { kind: 'steps', steps } }, SESSIONS[5]],
    ];
    expect(changed([])).toEqual(later(26, 2_666));
    expect(changed(well)).toEqual(later(36, 3_666));
    expect(changed([report(0, true), report(1, true)])).toEqual(SESSIONS);
  });

  it('looks back two weeks, and not at what is long over', () => {
    const late = (daysOfDate(FROM) + 18) * 86_400;
    const seen = adherenceOf(plan, { programmes: [plan], messages: well, days: [], now: late });
    expect(adaptationOf(plan.record, { adherence: seen, figures: undefined, now: late }).reasons).toEqual(['few-done']);
  });
});
