import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockFrame } from './clock-frame.js';

const T = 1_780_000_020;
const HOUR = 3600;
const HOURS_A_STRETCH = 24;

/** What a wearable does with its memory: minutes stamped by a clock that jumped once, handed over stretch by stretch. */
function stampedStretches(cursor: number, jumpAt: number, until: number, jump: number): [number, number][] {
  const stretches: [number, number][] = [];
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at += HOURS_A_STRETCH * HOUR) {
      stretches.push([at, Math.min(to, at + HOURS_A_STRETCH * HOUR)]);
    }
  };
  add(cursor, jumpAt);
  add(jumpAt + jump, until + jump);
  return stretches;
}

const placed = (frame: ClockFrame, stretches: readonly [number, number][]): [number, number][] =>
  stretches.map(([from, to]) => {
    const shift = frame.shiftOf({ from, to });
    return [from + shift, to + shift];
  });

describe('minutes under a clock that jumped', () => {
  it.each([
    ['forwards by an hour', HOUR],
    ['forwards by three days', 72 * HOUR],
    ['backwards by an hour', -HOUR],
    ['backwards by years', -9 * 365 * 24 * HOUR],
  ])('%s are placed where they were measured', (_, jump) => {
    const frame = new ClockFrame({ drift: jump, cursor: T });
    const stamped = stampedStretches(T, T + 30 * HOUR, T + 90 * HOUR, jump);
    expect(frame.since(T)).toBe(Math.min(T, T + jump));
    const real = placed(frame, stamped);
    expect(real.at(0)?.[0]).toBe(T);
    expect(real.at(-1)?.[1]).toBe(T + 90 * HOUR);
    for (const [index, [from]] of real.entries()) expect(from).toBe(real[index - 1]?.[1] ?? T);
  });

  it('follow on each other whenever and by however much the clock jumped', () => {
    const minutes = (max: number) => fc.integer({ min: 2, max }).map((count) => count * 60);
    fc.assert(
      fc.property(minutes(5000), minutes(5000), minutes(100_000), fc.boolean(), (before, since, size, ahead) => {
        const jump = ahead ? size : -size;
        const frame = new ClockFrame({ drift: jump, cursor: T });
        const real = placed(frame, stampedStretches(T, T + before, T + before + since, jump));
        for (const [index, [from]] of real.entries()) expect(from).toBe(real[index - 1]?.[1] ?? T);
        expect(real.at(-1)?.[1]).toBe(T + before + since);
      }),
    );
  });

  it('are placed on, when the reading broke off after some of them were stored', () => {
    const [, , ...rest] = stampedStretches(T, T + 24 * HOUR, T + 96 * HOUR, HOUR);
    const frame = new ClockFrame({ drift: HOUR, cursor: T + 48 * HOUR });
    expect(placed(frame, rest)[0]?.[0]).toBe(T + 48 * HOUR);
  });

  it('of a wearable that was never read are all off by what its clock was off', () => {
    const frame = new ClockFrame({ drift: -9 * HOUR, cursor: undefined });
    expect(frame.since(undefined)).toBe(0);
    expect(frame.shiftOf({ from: T, to: T + HOUR })).toBe(9 * HOUR);
  });

  it('stay where they are stamped when the clock was right, or off by less than half a minute', () => {
    for (const drift of [0, 29, -29]) {
      const frame = new ClockFrame({ drift, cursor: T });
      expect(frame.since(T)).toBe(T);
      expect([T, T + 5 * HOUR].map((from) => frame.shiftOf({ from, to: from + HOUR }))).toEqual([0, 0]);
    }
  });

  it('stay where they are stamped when a gap is another than the clock was off by', () => {
    const frame = new ClockFrame({ drift: HOUR, cursor: T });
    expect(frame.shiftOf({ from: T + 3 * HOUR, to: T + 4 * HOUR })).toBe(0);
  });
});
