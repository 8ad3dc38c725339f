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
  new ClockFrame({
    now: T + 400 * DAY,
    drift: 0,
    cursor: T,
    earlier: undefined,
    setting: undefined,
    justSet: false,
    forgets: true,
    ...given,
  });

const shiftBy = (frame: ClockFrame, stretch: { from: number; to: number }): number | string => {
  const place = frame.placeOf(stretch);
  return typeof place === 'string' ? place : place.shift;
};

const placed = (frame: ClockFrame, stretches: readonly [number, number][]): [number, number][] =>
  stretches.map(([from, to]) => {
    const shift = Number(shiftBy(frame, { from, to }));
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
    expect(shiftBy(frame, { from: T, to: T + HOUR })).toBe(9 * HOUR);
  });

  it('stay where they are stamped when the clock was right, or off by less than half a minute', () => {
    for (const drift of [0, 29, -29]) {
      const frame = frameOf({ drift, cursor: T });
      expect(frame.since).toBe(T);
      expect([T, T + 5 * HOUR].map((from) => shiftBy(frame, { from, to: from + HOUR }))).toEqual([0, 0]);
    }
  });

  it('stay where they are stamped when a gap is smaller than the clock is off', () => {
    const frame = frameOf({ drift: 5 * HOUR });
    expect(shiftBy(frame, { from: T + HOUR, to: T + 4 * HOUR })).toBe(0);
  });

  it.each([
    ['ahead', 2 * HOUR, T + 3 * HOUR],
    ['back', -2 * HOUR, T - HOUR],
  ])('are placed behind the gap when the wearable was without power as its clock jumped %s', (_, drift, from) => {
    expect(shiftBy(frameOf({ drift }), { from, to: from + HOUR })).toBe(-drift);
  });

  it('go on to be placed when an earlier reading met the jump', () => {
    const frame = frameOf({ drift: 2 * HOUR, earlier: { from: T - HOUR, drift: 2 * HOUR } });
    expect(shiftBy(frame, { from: T + 2.5 * HOUR, to: T + 3 * HOUR })).toBe(-2 * HOUR);
  });
});

describe('a stretch that ends after now', () => {
  it('is not placed when no clock of the wearable explains it: it waits for its time, if that ever comes', () => {
    const frame = frameOf({ now: T + 10 * HOUR });
    expect(shiftBy(frame, { from: T, to: T + 9 * HOUR })).toBe(0);
    expect(shiftBy(frame, { from: T + 20 * HOUR, to: T + 21 * HOUR })).toBe('later');
    expect(shiftBy(frame, { from: T + 90 * HOUR, to: T + 91 * HOUR })).toBe('never');
  });

  it('is where it is stamped when a clock that runs fast had minutes to do so', () => {
    const frame = frameOf({ now: T + 720 * HOUR, drift: 155 });
    expect(shiftBy(frame, { from: T, to: T + 720 * HOUR + 155 })).toBe(0);
  });

  it('and follows on shows that it is this machine whose clock is behind', () => {
    const frame = frameOf({ now: T + HOUR, drift: 2 * HOUR });
    expect(shiftBy(frame, { from: T, to: T + 3 * HOUR })).toBe('clock-behind');
  });

  it('is the last minute before the setting when it is read right after and ends where the clock stood', () => {
    const setting = { at: T + 5 * HOUR, drift: 2 * HOUR, from: undefined };
    const given = { now: T + 5 * HOUR, cursor: T + 5 * HOUR, setting };
    const at = T + 7 * HOUR;
    expect(shiftBy(frameOf({ ...given, justSet: true }), { from: at - 60, to: at })).toBe(-2 * HOUR);
    expect(shiftBy(frameOf({ ...given, justSet: true }), { from: at - 600, to: at })).toBe('later');
    expect(shiftBy(frameOf({ ...given, now: at }), { from: at - 60, to: at })).toBe(0);
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

it('a clock that somebody else set right is off by what it was off, until its stamps go back', () => {
  const frame = frameOf({ now: T + 20 * HOUR, earlier: { from: T + 2 * HOUR, drift: 2 * HOUR } });
  const stretches = [
    { from: T + 2 * HOUR, to: T + 6 * HOUR },
    { from: T + 4 * HOUR, to: T + 9 * HOUR },
    { from: T + 9 * HOUR, to: T + 12 * HOUR },
  ];
  expect(stretches.map((stretch) => shiftBy(frame, stretch))).toEqual([-2 * HOUR, 0, 0]);
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
    expect(unknown.placeOf({ from: T, to: T + 5 * HOUR })).toMatchObject({ without: { start: T, duration: 2 * HOUR } });
  });
});

it('the first stamp that is wrong is known once the jump was met', () => {
  const frame = frameOf({ drift: HOUR });
  frame.placeOf({ from: T, to: T + HOUR });
  expect(frame.wrongFrom).toBeUndefined();
  frame.placeOf({ from: T + 2 * HOUR, to: T + 3 * HOUR });
  expect(frame.wrongFrom).toBe(T + 2 * HOUR);
});
