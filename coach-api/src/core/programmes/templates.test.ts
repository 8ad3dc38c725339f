import { addDays, cryptoReady, signingKey, signProgramme } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadWarnings } from './load-check.js';
import { LANGUAGES } from './plan-words.js';
import { minutesInWeek } from './progression.js';
import { TEMPLATE_NAMES } from './template-texts.js';
import { type Aim, draftOf, weeksOf } from './templates.js';

await cryptoReady;
const body = { age: 45, restingRate: 62 };
const KEY = signingKey(new Uint8Array(32));
const aims: readonly Aim[] = [{ kind: 'steps' }, { kind: 'effort' }, { kind: 'heart-rate', body }];
const asks = fc.constantFrom(...TEMPLATE_NAMES).chain((template) => {
  const [min, max] = weeksOf(template);
  return fc.record({
    ...{ template: fc.constant(template), weeks: fc.integer({ min, max }) },
    ...{ aim: fc.constantFrom(...aims), language: fc.constantFrom(...LANGUAGES) },
    from: fc.integer({ min: 0, max: 800 }).map((days) => addDays('2026-01-01', days)),
  });
});

describe('a template', () => {
  it('makes a programme that can be signed, and of which no load rule warns', () => {
    fc.assert(
      fc.property(asks, (ask) => {
        const draft = draftOf(ask);
        const fill = (length: number) => new Uint8Array(length);
        const rest = { coach: 'c', revision: 0, grants: [], summaries: [], time: 1, id: fill(16), pseudonym: fill(16) };
        expect(() => signProgramme({ ...draft, ...rest, salt: fill(32) }, KEY)).not.toThrow();
        expect(loadWarnings(draft, body)).toEqual([]);
        expect(loadWarnings(draft, undefined)).toEqual([]);
        expect(draft.until).toBe(addDays(ask.from, 7 * ask.weeks - 1));
      }),
    );
  });

  it('aims at what was asked: steps on brisk walks, a zone, or an effort', () => {
    const targets = (aim: Aim) =>
      draftOf({ template: 'start-to-walk', from: '2026-05-04', weeks: 4, aim, language: 'en' }).sessions.slice(0, 4);
    expect(targets({ kind: 'steps' }).map(({ target }) => target)).toEqual([
      ...[{ kind: 'steps', steps: 1_500 }, { kind: 'steps', steps: 1_500 }, { kind: 'effort', effort: 2 }, null],
    ]);
    expect(targets({ kind: 'heart-rate', body })[0]?.target).toMatchObject({ kind: 'heart-rate' });
    expect(targets({ kind: 'effort' }).map(({ day, kind, minutes }) => [day, kind, minutes])).toEqual([
      ...[
        ['2026-05-04', 'walk', 15],
        ['2026-05-06', 'walk', 15],
        ['2026-05-08', 'walk', 15],
        ['2026-05-10', 'rest', 0],
      ],
    ]);
  });

  it('of running goes from a minute at a time to all of it, in either language', () => {
    const notes = (language: 'nl' | 'en') =>
      draftOf({ template: 'run-5-km', from: '2026-05-04', weeks: 10, aim: { kind: 'effort' }, language })
        .sessions.filter(({ kind }) => kind === 'run')
        .map(({ note }) => note);
    expect(new Set(notes('nl')).size).toBe(5);
    expect([notes('nl')[0], notes('en').at(-1)]).toEqual([
      ...['Loop 1 minuut, wandel 2 minuten, telkens opnieuw.', 'Run all of it, slowly.'],
    ]);
  });
});

describe('the minutes of a template', () => {
  it('grow by a tenth, and every fourth week is lighter by a fifth', () => {
    const weeks = Array.from({ length: 9 }, (_, week) => minutesInWeek({ first: 20, most: 30 }, week));
    expect(weeks).toEqual([20, 22, 24, 19, 26, 28, 30, 24, 30]);
    expect(minutesInWeek({ first: 5, most: 9 }, 2)).toBe(7);
  });
});
