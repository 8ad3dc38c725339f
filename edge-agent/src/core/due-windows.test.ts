import { addDays, civilDayBounds, type Window, windowsOf } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SealedWindow } from '../ports.js';
import { horizonOfClock, quarterOf } from './agent-turn.js';
import {
  advancePositions,
  dueDays,
  dueWindows,
  enrolledPositions,
  firstPositions,
  goOnFrom,
  horizonOfCursor,
  isLongAway,
  keepKeysFrom,
  truePositions,
} from './due-windows.js';

/* Clocks moved forward and back, at midnight, by half an hour; an offset of a quarter; a day that was skipped. */
const CASES = [
  ['Europe/Brussels', '2026-03-28'],
  ['Europe/Brussels', '2026-10-24'],
  ['America/Sao_Paulo', '2018-11-03'],
  ['America/Havana', '2026-10-31'],
  ['Australia/Lord_Howe', '2026-10-03'],
  ['Australia/Lord_Howe', '2026-04-04'],
  ['Asia/Kathmandu', '2026-06-01'],
  ['Pacific/Apia', '2011-12-29'],
  ['UTC', '2026-01-01'],
] as const;

const asSealed = ({ granularity, start, end }: Window): SealedWindow => ({
  granularity,
  start,
  until: end,
  revision: 0,
  generation: 0,
  size: 160,
  digest: undefined,
});

/** Looks at each of these moments, as the agent does. @returns the windows in the order in which they were sealed, and when */
function lookAt(
  moments: readonly number[],
  { zone, from }: { zone: string; from: number },
): { window: Window; at: number }[] {
  let positions = firstPositions(from, zone);
  const sealed: { window: Window; at: number }[] = [];
  for (const at of moments) {
    const progress = { positions, horizon: horizonOfClock(quarterOf(at, 200)), zone };
    for (const day of dueDays(progress)) {
      const due = dueWindows(
        day,
        progress,
        sealed
          .map(({ window }) => window)
          .filter((each) => each.day === day)
          .map(asSealed),
      );
      positions = advancePositions(positions, due);
      sealed.push(...due.map((window) => ({ window, at })));
    }
  }
  return sealed;
}

const nameOf = ({ granularity, start }: Window): string => `${granularity} ${start}`;

describe('windows that close by the clock', () => {
  it.each(CASES)('in %s around %s: each once, none before its end, whenever the agent looks', (zone, first) => {
    const { start } = civilDayBounds(first, zone);
    const days = [0, 1, 2].map((away) => addDays(first, away));
    const end = civilDayBounds(days[2] ?? first, zone).end;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 * 86_400 }), { minLength: 1, maxLength: 60 }), (looks) => {
        // Clocks are set back now and then, so the moments are not in order; at last one that is past everything.
        const sealed = lookAt([...looks.map((later) => start + later), end + 86_400], { zone, from: start + 5000 });
        const mine = sealed.filter(({ window }) => days.includes(window.day)).map(({ window }) => nameOf(window));
        const all = days.flatMap((day) =>
          (['raw', 'hour', 'day'] as const).flatMap((granularity) => windowsOf(day, granularity, zone)),
        );
        expect([...mine].sort()).toEqual(all.map(nameOf).sort());
        for (const { window, at } of sealed) {
          expect(at).toBeGreaterThanOrEqual(window.end + (window.granularity === 'day' ? 3600 + 200 : 200));
        }
      }),
      { numRuns: 25, seed: 11 },
    );
  });

  it('are on time where the agent looks each minute: within a quarter of their turn', () => {
    for (const [zone, first] of CASES) {
      const { start, end } = civilDayBounds(first, zone);
      const looks = Array.from({ length: (end + 8000 - start) / 60 }, (_, i) => start + i * 60);
      for (const { window, at } of lookAt(looks, { zone, from: start })) {
        const turn = window.end + 200 + (window.granularity === 'day' ? 3600 : 0);
        expect(at - turn).toBeLessThan(60 + 900);
      }
    }
  });
});

describe('windows that follow what was read', () => {
  it('close at their end, and a day when its last sleep may have ended, or at once where nothing more is to come', () => {
    const zone = 'Europe/Brussels';
    const { start, end } = civilDayBounds('2026-03-10', zone);
    const due = (cursor: number, final: boolean): number => {
      const progress = { positions: firstPositions(start, zone), horizon: horizonOfCursor(cursor, final), zone };
      return dueWindows('2026-03-10', progress).length;
    };
    expect([end - 1, end, end + 3599, end + 3600].map((cursor) => due(cursor, false))).toEqual([118, 120, 120, 121]);
    expect(due(end, true)).toBe(121);
  });
});

describe('positions that a clock only claimed', () => {
  const now = 1_780_000_000;
  const later = now + 3650 * 86_400;
  const begun = { raw: now - 4500, hour: now - 7200, day: now - 86_400 };
  const sealed = [asSealed({ granularity: 'raw', day: '', start: now - 1800, end: now - 900 })];

  it('give way to those of the windows that were sealed before', () => {
    const positions = { raw: later, hour: now - 3600, day: now - 86_400 };
    expect(truePositions(positions, now, { sealed, begun })).toEqual({ ...positions, raw: now - 900 });
  });

  it('give way to where windows begin where none was sealed before', () => {
    const positions = { raw: later, hour: later, day: now - 86_400 };
    expect(truePositions(positions, now, { sealed: [], begun })).toEqual({ ...begun, day: now - 86_400 });
  });
});

describe('windows without history', () => {
  it.each(CASES)(
    'in %s around %s begin with those in which the agent was enrolled, and an hour ago at the latest',
    (zone, day) => {
      const { start, end } = civilDayBounds(day, zone);
      for (let issued = start; issued < end; issued += 1000) {
        const positions = enrolledPositions(issued, issued + 3600, zone);
        for (const granularity of ['raw', 'hour', 'day'] as const) {
          const window = windowsOf(day, granularity, zone).find((each) => each.start === positions[granularity]);
          expect([window && window.start <= issued, window && window.end > issued]).toEqual([true, true]);
        }
        // A clock that shows less than what was signed at enrolment: the windows begin before it all the same.
        expect(enrolledPositions(issued, issued - 86_400, zone).raw).toBeLessThanOrEqual(issued - 86_400 - 3600);
      }
    },
  );

  it('are none where machine or clock were away for longer than 92 days, and go on with the last day', () => {
    const zone = 'Europe/Brussels';
    const { start } = civilDayBounds('2026-03-10', zone);
    const positions = firstPositions(start, zone);
    const away = (days: number, more = 0): boolean =>
      isLongAway({ positions, horizon: { window: start + days * 86_400 + more, day: 0 }, zone });
    expect([away(92), away(92, 1)]).toEqual([false, true]);
    const gone = { ...positions, raw: start + 200 * 86_400 };
    const last = civilDayBounds('2026-07-01', zone).start;
    expect(goOnFrom(gone, '2026-07-01', zone)).toEqual({ raw: gone.raw, hour: last, day: last });
  });
});

describe('the keys of a day', () => {
  const zone = 'Europe/Brussels';
  const noon = (day: string): number => civilDayBounds(day, zone).start + 12 * 3600;
  const keep = (cursor: string, now: string | undefined, late: readonly string[] = []): string =>
    keepKeysFrom({
      horizon: horizonOfCursor(noon(cursor), false),
      believed: now === undefined ? undefined : noon(now),
      late,
      zone,
    });

  it('stay until every wearable is past the day after', () => {
    expect(keep('2026-03-10', '2026-03-10')).toBe('2026-03-09');
  });

  it('go seven days after the day began, where a wearable stays away', () => {
    expect(keep('2026-03-01', '2026-03-10')).toBe('2026-03-04');
    expect(keep('2026-03-01', undefined)).toBe('2026-02-28');
  });

  it('stay for what came late and is still to be sealed, and no longer than seven days', () => {
    expect(keep('2026-03-10', '2026-03-10', ['2026-03-08'])).toBe('2026-03-06');
    expect(keep('2026-03-10', '2026-03-10', ['2026-01-01'])).toBe('2026-03-04');
  });
});
