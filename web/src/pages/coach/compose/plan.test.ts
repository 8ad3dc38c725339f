import { describe, expect, it } from 'vitest';
import { add, change, contentOf, draftOf, minutesOf, moveBy, remove, weeksOf } from './plan.js';

const session = (day: string, minutes = 30, kind: 'walk' | 'rest' = 'walk') => ({
  ...{ day, kind, minutes, target: null, note: '' },
});
const DRAFT = draftOf(
  {
    ...{ title: 'Plan', from: '2026-06-01', until: '2026-06-10', advice: '' },
    sessions: [session('2026-06-01'), session('2026-06-03', 20), session('2026-06-07', 0, 'rest')],
  },
  { id: undefined, body: undefined },
);
const days = (draft: typeof DRAFT) => draft.sessions.map(({ key, day }) => [key, day]);

describe('a plan that is being made', () => {
  it('moves a session to another day and keeps which one it is, never beyond its first and last day', () => {
    expect(days(moveBy(DRAFT, 1, 2))).toEqual([
      [0, '2026-06-01'],
      [1, '2026-06-05'],
      [2, '2026-06-07'],
    ]);
    expect(days(moveBy(DRAFT, 0, -7))[0]).toEqual([0, '2026-06-01']);
    expect(days(moveBy(DRAFT, 2, 7))[2]).toEqual([2, '2026-06-10']);
    expect(moveBy(DRAFT, 9, 1)).toBe(DRAFT);
    expect(days(DRAFT)[1]).toEqual([1, '2026-06-03']);
  });

  it('changes, adds and takes away sessions, each by its own key', () => {
    const longer = change(DRAFT, 1, { minutes: 25, target: { kind: 'effort', effort: 4 } });
    expect(longer.sessions[1]).toMatchObject({ key: 1, minutes: 25, target: { effort: 4 } });
    const [more, key] = add(remove(longer, 0), '2026-06-09', 'run');
    expect([key, days(more)]).toEqual([
      3,
      [
        [1, '2026-06-03'],
        [2, '2026-06-07'],
        [3, '2026-06-09'],
      ],
    ]);
    expect(add(draftOf({ ...DRAFT, sessions: [] }, DRAFT), '2026-06-09', 'walk')[1]).toBe(0);
  });

  it('is told in the order of its days, without what is only the page’s', () => {
    const { sessions } = contentOf(moveBy(DRAFT, 0, 3));
    expect(sessions.map(({ day }) => day)).toEqual(['2026-06-03', '2026-06-04', '2026-06-07']);
    expect(Object.keys(sessions[0] ?? {}).sort()).toEqual(['day', 'kind', 'minutes', 'note', 'target']);
  });

  it('has weeks of seven days from its first day on, of which rest takes no minutes', () => {
    const weeks = weeksOf(DRAFT);
    expect(weeks.map((week) => [week.length, week[0]?.day, minutesOf(week)])).toEqual([
      [7, '2026-06-01', 50],
      [3, '2026-06-08', 0],
    ]);
  });
});
