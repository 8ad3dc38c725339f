import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockFrame, type ClockReading } from './clock-frame.js';

const T = 1_780_000_020;
const HOUR = 3600;
const DAY = 86_400;
const HOURS_A_STRETCH = 24;

/** What a wearable does with its memory: minutes stamped by a clock that jumped once, handed over stretch by stretch. */
function stampedStretches(jump: number, { jumpAt, until }: { jumpAt: number; until: number }): [number, number][] {
  const stretches: [number, number][] = [];
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at += HOURS_A_STRETCH * HOUR) {
      stretches.push([at, Math.min(to, at + HOURS_A_STRETCH * HOUR)]);
    }
  };
  add(T, jumpAt);
  add(jumpAt + jump, until + jump);
  return stretches;
}

const frameOf = (given: Partial<ClockReading>): ClockFrame =>
  new ClockFrame({ now: T + 400 * DAY, drift: 0, cursor: T, setting: undefined, forgets: true, ...given });

const placed = (frame: ClockFrame, stretches: readonly [number, number][]): [number, number][] =>
  stretches.map(([from, to]) => {
    const shift = frame.placeOf({ from, to })?.shift ?? Number.NaN;
    return [from + shift, to + shift];
  });

describe('minutes under a clock that jumped', () => {
  it.each([
    ['forwards by an hour', HOUR],
    ['forwards by three days', 72 * HOUR],
    ['backwards by an hour', -HOUR],
    ['backwards by years', -9 * 365 * 24 * HOUR],
  ])('%s are placed where they were measured', (_, jump) => {
    const frame = frameOf({ drift: jump, cursor: T });
    const stamped = stampedStretches(jump, { jumpAt: T + 30 * HOUR, until: T + 90 * HOUR });
    expect(frame.since).toBe(Math.min(T, T + jump));
    const real = placed(frame, stamped);
    expect(real.at(0)?.[0]).toBe(T);
    expect(real.at(-1)?.[1]).toBe(T + 90 * HOUR);
    for (const [index, [from]] of real.entries()) expect(from).toBe(real[index - 1]?.[1] ?? T);
  });

  it('follow on each other whenever and by however much the clock jumped', () => {
    const minutes = (max: number) => fc.integer({ min: 2, max }).map((count) => count * 60);
    fc.assert(
      fc.property(
        minutes(5000),
        minutes(5000),
        fc.oneof(
          minutes(100_000),
          minutes(100_000).map((size) => -size),
        ),
        (...drawn) => {
          const [before, since, jump] = drawn;
          const frame = frameOf({ drift: jump, cursor: T });
          const real = placed(frame, stampedStretches(jump, { jumpAt: T + before, until: T + before + since }));
          for (const [index, [from]] of real.entries()) expect(from).toBe(real[index - 1]?.[1] ?? T);
          expect(real.at(-1)?.[1]).toBe(T + before + since);
        },
      ),
    );
  });

  it('are placed on, when the reading broke off after some of them were stored', () => {
    const [, , ...rest] = stampedStretches(HOUR, { jumpAt: T + 24 * HOUR, until: T + 96 * HOUR });
    const frame = frameOf({ drift: HOUR, cursor: T + 48 * HOUR });
    expect(placed(frame, rest)[0]?.[0]).toBe(T + 48 * HOUR);
  });

  it('of a wearable that was never read are all off by what its clock was off', () => {
    const frame = frameOf({ drift: -9 * HOUR, cursor: undefined });
    expect(frame.since).toBe(0);
    expect(frame.placeOf({ from: T, to: T + HOUR })?.shift).toBe(9 * HOUR);
  });

  it('stay where they are stamped when the clock was right, or off by less than half a minute', () => {
    for (const drift of [0, 29, -29]) {
      const frame = frameOf({ drift, cursor: T });
      expect(frame.since).toBe(T);
      expect([T, T + 5 * HOUR].map((from) => frame.placeOf({ from, to: from + HOUR })?.shift)).toEqual([0, 0]);
    }
  });

  it('stay where they are stamped when a gap is another than the clock was off by', () => {
    const frame = frameOf({ drift: HOUR, cursor: T });
    expect(frame.placeOf({ from: T + 3 * HOUR, to: T + 4 * HOUR })?.shift).toBe(0);
  });
});

describe('a stretch that ends after now', () => {
  it('has no place when no clock of the wearable explains it', () => {
    const frame = frameOf({ now: T + 10 * HOUR });
    expect(frame.placeOf({ from: T, to: T + 9 * HOUR })).toBeDefined();
    expect(frame.placeOf({ from: T + 20 * HOUR, to: T + 21 * HOUR })).toBeUndefined();
  });

  it('is the last minute before the setting when it ends where the clock stood then', () => {
    const setting = { at: T + 5 * HOUR, drift: 2 * HOUR, from: undefined };
    const frame = frameOf({ now: T + 6 * HOUR, cursor: T + 5 * HOUR, setting });
    const at = T + 7 * HOUR;
    expect(frame.placeOf({ from: at - 60, to: at })?.shift).toBe(-2 * HOUR);
    expect(frame.placeOf({ from: at - 600, to: at })).toBeUndefined();
  });

  it('counts up to now where the wearable gives all of it again', () => {
    const frame = frameOf({ now: T + HOUR, forgets: false });
    expect(frame.placeOf({ from: T, to: T + 3 * HOUR })).toEqual({
      shift: 0,
      until: T + HOUR + 120,
      without: undefined,
    });
  });
});

describe('a wearable that gives what it has given before', () => {
  it('is asked for what is new alone, also when its clock was set back', () => {
    expect(frameOf({ drift: -5 * HOUR, forgets: false }).since).toBe(T);
  });

  it('gives what it stamped ahead a second time, which is left out: from the jump on, as far as that is known', () => {
    const setting = { at: T, drift: 2 * HOUR, from: T + HOUR };
    const frame = frameOf({ setting, forgets: false });
    const without = { start: T + HOUR, duration: HOUR };
    expect(frame.placeOf({ from: T, to: T + 5 * HOUR })).toMatchObject({ shift: 0, without });
    const unknown = frameOf({ setting: { ...setting, from: undefined }, forgets: false });
    expect(unknown.placeOf({ from: T, to: T + 5 * HOUR })?.without).toEqual({ start: T, duration: 2 * HOUR });
  });
});

it('the first stamp that is wrong is known once the jump was met', () => {
  const frame = frameOf({ drift: HOUR });
  frame.placeOf({ from: T, to: T + HOUR });
  expect(frame.wrongFrom).toBeUndefined();
  frame.placeOf({ from: T + 2 * HOUR, to: T + 3 * HOUR });
  expect(frame.wrongFrom).toBe(T + 2 * HOUR);
});
