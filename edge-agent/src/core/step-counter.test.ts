import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../test/scripted-link.js';
import { readCounter, StepCounter, walkedSince } from './step-counter.js';

const DAY = 86_400;
const NOON = 20_000 * DAY + DAY / 2;

describe('a step counter', () => {
  it('is four bytes, the least first', () => {
    expect(readCounter(Uint8Array.of(1, 0, 0, 0x80))).toBe(0x8000_0001);
    for (const length of [0, 3, 5]) expect(codeOf(() => readCounter(new Uint8Array(length)))).toBe('malformed');
  });

  it('tells what was walked since the count before', () => {
    const counter = new StepCounter(undefined);
    expect(counter.advance({ counter: 100, at: 1 })).toBeUndefined();
    expect(counter.advance({ counter: 110, at: 5 })).toEqual({ count: 10, since: 1 });
    expect(counter.advance({ counter: 110, at: 9 })).toEqual({ count: 0, since: 5 });
  });

  it('does not take a late count for a new beginning', () => {
    const counter = new StepCounter({ counter: 110, at: 5 });
    expect(counter.advance({ counter: 105, at: 6 })).toBe('behind');
    expect(counter.confirm({ counter: 112, at: 7 })).toEqual({ count: 2, since: 5 });
    expect(counter.advance({ counter: 120, at: 8 })).toEqual({ count: 8, since: 7 });
  });

  it('begins anew when a second look shows less than before', () => {
    const counter = new StepCounter({ counter: 110, at: 5 });
    expect(counter.advance({ counter: 0, at: 6 })).toBe('behind');
    expect(counter.confirm({ counter: 4, at: 7 })).toEqual({ count: 4, since: 5 });
    expect(counter.advance({ counter: 6, at: 67 })).toEqual({ count: 2, since: 7 });
    expect(new StepCounter(undefined).confirm({ counter: 4, at: 7 })).toBeUndefined();
  });

  it('does not take a late count of before a new beginning for steps after it', () => {
    const counter = new StepCounter({ counter: 110, at: 5 });
    counter.advance({ counter: 0, at: 6 });
    expect(counter.confirm({ counter: 0, at: 6 })).toEqual({ count: 0, since: 5 });
    expect(counter.advance({ counter: 111, at: 7 })).toBe('behind');
    expect(counter.confirm({ counter: 2, at: 7 })).toEqual({ count: 2, since: 6 });
    expect(counter.advance({ counter: 9, at: 66 })).toEqual({ count: 7, since: 7 });
  });

  it('tells no more than was walked where the new beginning itself was not heard', () => {
    const counter = new StepCounter({ counter: 50, at: 5 });
    expect(counter.advance({ counter: 60, at: 90_000 })).toEqual({ count: 10, since: 5 });
  });

  it('agrees with one who watches every step, over late counts and new beginnings', () => {
    const event = fc.oneof(
      { weight: 8, arbitrary: fc.record({ kind: fc.constant('walk'), steps: fc.nat(50) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset'), steps: fc.nat(50) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('late'), steps: fc.nat(50) }) },
    );
    fc.assert(
      // A late count is of the minute before.
      fc.property(fc.array(event, { maxLength: 50 }), (events) => {
        const counter = new StepCounter({ counter: 1000, at: 0 });
        let [real, last, before, walked, told] = [1000, 1000, 0, 0, 0];
        for (const [index, { kind, steps }] of events.entries()) {
          const at = index + 1;
          // Only a beginning that can be seen can be known: the watch has to tell less than it told last.
          if (kind === 'reset' && last > 0) real = Math.min(steps, last - 1);
          else if (kind === 'walk') real += steps;
          const seen = kind === 'late' ? Math.max(0, (steps % 2 ? last : before) - steps) : real;
          if (kind === 'reset') before = last;
          walked += kind === 'late' ? 0 : kind === 'reset' && last > 0 ? real : real - last;
          const step = counter.advance({ counter: seen, at });
          const settled = step === 'behind' ? counter.confirm({ counter: real, at }) : step;
          told += settled?.count ?? 0;
          last = real;
        }
        expect(told).toBe(walked);
      }),
    );
  });
});

describe('what was walked since an earlier connection', () => {
  const mark = { counter: 1000, at: NOON, ahead: 0 };
  const MIDNIGHT = NOON + DAY / 2;
  const HOUR = 3600;

  it('is the difference where the watch had no midnight', () => {
    expect(walkedSince(mark, { counter: 1500, at: NOON + 600, ahead: 0 })).toEqual({ count: 500, since: NOON });
  });

  it('is the whole count where the counter began anew', () => {
    expect(walkedSince(mark, { counter: 30, at: NOON + 600, ahead: 0 })).toEqual({ count: 30, since: NOON });
  });

  it('is what the counter shows since the last midnight of the watch, in our time', () => {
    const now = { counter: 1500, at: NOON + 2 * DAY, ahead: 0 };
    expect(walkedSince(mark, now)).toEqual({ count: 1500, since: MIDNIGHT + DAY });
    const behind = { counter: 1500, at: NOON + DAY, ahead: -HOUR };
    expect(walkedSince({ ...mark, ahead: -HOUR }, behind)).toEqual({ count: 1500, since: MIDNIGHT + HOUR });
  });

  it('is no second time what a watch that is ahead had counted after its own midnight', () => {
    const evening = { counter: 400, at: MIDNIGHT - 2 * HOUR, ahead: 3 * HOUR };
    const morning = { counter: 400, at: MIDNIGHT + 8 * HOUR, ahead: 3 * HOUR };
    expect(walkedSince(evening, morning)).toEqual({ count: 0, since: evening.at });
  });

  it('is no second time what a watch that is behind had counted before its own midnight', () => {
    const before = { counter: 7000, at: MIDNIGHT - 600, ahead: -HOUR };
    const after = { counter: 7100, at: MIDNIGHT + 600, ahead: -HOUR };
    expect(walkedSince(before, after)).toEqual({ count: 100, since: before.at });
  });

  it.each([
    ['was not known then', { ...mark, ahead: undefined }, 0],
    ['is not known', mark, undefined],
    ['was set in between', mark, 61],
  ])('is the smaller of both readings where the clock of the watch %s', (_, before, ahead) => {
    expect(walkedSince(before, { counter: 1500, at: NOON + DAY, ahead })).toEqual({ count: 500, since: NOON });
    expect(walkedSince(before, { counter: 900, at: NOON + DAY, ahead })).toEqual({ count: 900, since: NOON });
  });

  it('is the smaller of both readings within a minute of midnight, for which no clock is read well enough', () => {
    const counts = (from: number, to: number): number | undefined =>
      walkedSince({ counter: 10, at: from, ahead: 0 }, { counter: 15, at: to, ahead: 0 })?.count;
    expect(counts(MIDNIGHT - 60, MIDNIGHT + HOUR)).toBe(5);
    expect(counts(MIDNIGHT - 61, MIDNIGHT + HOUR)).toBe(15);
    expect(counts(MIDNIGHT - HOUR, MIDNIGHT + 59)).toBe(5);
    expect(counts(MIDNIGHT - HOUR, MIDNIGHT + 60)).toBe(15);
  });

  it('is unknown where the clock of this machine went back', () => {
    expect(walkedSince(mark, { counter: 1500, at: NOON - 1, ahead: 0 })).toBeUndefined();
  });
});
