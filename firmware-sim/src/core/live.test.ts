import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, minutes } from '../../test/stage.js';
import { StepCounter, stepsBetween } from './live.js';
import { WearableClock } from './wearable-clock.js';

const source = minutes(...Array.from({ length: 30 }, (_, at) => ({ steps: (at * 37) % 200 })));
const taken = (from: number, to: number): number =>
  Array.from({ length: 30 }, (_, at) => (at * 37) % 200)
    .slice(from, to)
    .reduce((sum, steps) => sum + steps, 0);

describe('steps by the second', () => {
  it('make up those of their minutes exactly, however they are asked for', () => {
    const cuts = fc.array(fc.double({ min: 0, max: 1800, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(cuts, (inner) => {
        const moments = [0, ...inner.sort((a, b) => a - b), 1800];
        const parts = moments.slice(1).map((to, at) => stepsBetween(source, DAY + (moments[at] ?? 0), DAY + to));
        expect(parts.every((steps) => steps >= 0)).toBe(true);
        expect(parts.reduce((sum, steps) => sum + steps, 0)).toBe(taken(0, 30));
      }),
    );
    for (let minute = 0; minute < 30; minute++) {
      const from = DAY + minute * 60;
      expect(stepsBetween(source, from, from + 60)).toBe(taken(minute, minute + 1));
    }
  });

  it('are none where nothing was lived', () => {
    expect(stepsBetween(source, DAY - 5000, DAY)).toBe(0);
    expect(stepsBetween(source, DAY + 1800, DAY + 5000)).toBe(0);
    expect(stepsBetween(source, DAY - 60, DAY + 9000)).toBe(taken(0, 30));
  });
});

describe('a step counter', () => {
  it('begins with the day of its own clock, in its own zone', () => {
    let now = DAY + 900;
    const clock = new WearableClock(() => now, { zoneMinutes: -10 });
    const counter = new StepCounter(source, clock, now);
    expect(counter.value(now)).toBe(taken(10, 15));
    now = DAY + 1800;
    expect(counter.value(now)).toBe(taken(10, 30));
    counter.restart(now);
    expect(counter.value(now)).toBe(0);
  });
});

describe('a clock of its own', () => {
  it('runs too fast by so many millionths, and gives a minute too many or too few a stamp of its own', () => {
    let now = DAY;
    const clock = new WearableClock(() => now, { zoneMinutes: 60, driftPpm: 500_000, offset: 30 });
    expect([0, 60, 120, 180].map((at) => clock.stampOf(DAY + at) - DAY)).toEqual([60, 120, 240, 300]);
    now = DAY + 100;
    expect(clock.local()).toBe(DAY + 180 + 3600);
    clock.setUnix(DAY + 100);
    expect([clock.unix(), clock.unix(DAY + 200)]).toEqual([DAY + 100, DAY + 250]);
    clock.jump(-50);
    expect(clock.unix()).toBe(DAY + 50);
    clock.setLocal(DAY + 7200, 120);
    expect([clock.unix(), clock.zoneMinutes]).toEqual([DAY, 120]);
  });
});
