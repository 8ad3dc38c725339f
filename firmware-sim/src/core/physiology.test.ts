import { describe, expect, it } from 'vitest';
import { MINUTES_A_DAY, parseDate, weekday } from './brussels-time.js';
import { generatedMinutes } from './generated.js';
import { KIND, NO_HEART_RATE } from './minute.js';
import { Physiology } from './physiology.js';

const monday = parseDate('2026-05-04') ?? 0;

interface Day {
  steps: number;
  sleep: number;
  deep: number;
  rem: number;
  restless: number;
  worn: number;
  rates: number[];
  sleepRates: number[];
}

function day(person: Physiology, which: number): Day {
  const sum: Day = { steps: 0, sleep: 0, deep: 0, rem: 0, restless: 0, worn: 0, rates: [], sleepRates: [] };
  for (let minute = 0; minute < MINUTES_A_DAY; minute++) {
    const [kind, , steps, rate] = person.minute(which * MINUTES_A_DAY + minute);
    const asleep = kind === KIND.lightSleep || kind === KIND.deepSleep || kind === KIND.remSleep;
    sum.steps += steps;
    if (asleep) sum.sleep++;
    if (kind === KIND.deepSleep) sum.deep++;
    if (kind === KIND.remSleep) sum.rem++;
    if (kind === KIND.awakeInBed) sum.restless++;
    if (kind !== KIND.nonWear && kind !== KIND.charging) sum.worn++;
    if (rate !== NO_HEART_RATE) (asleep ? sum.sleepRates : sum.rates).push(rate);
  }
  return sum;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const people = Array.from({ length: 12 }, (_, person) => new Physiology(2021, person));
const days = Array.from({ length: 28 }, (_, index) => monday + index);
const all = people.map((person) => days.map((which) => day(person, which)));

describe('a generated person', () => {
  it('is the same whoever asks, in whatever order', () => {
    const forward = new Physiology(7, 3);
    const backward = new Physiology(7, 3);
    const minutes = Array.from({ length: 4000 }, (_, index) => monday * MINUTES_A_DAY + index * 3);
    const there = minutes.map((minute) => forward.minute(minute).join());
    const back = minutes.toReversed().map((minute) => backward.minute(minute).join());
    expect(back.toReversed()).toEqual(there);
  });

  it('differs from the next person and from the next seed', () => {
    const trace = (seed: number, person: number): string =>
      Array.from({ length: 600 }, (_, at) =>
        new Physiology(seed, person).minute(monday * MINUTES_A_DAY + 480 + at),
      ).join();
    expect(new Set([trace(1, 1), trace(1, 2), trace(2, 1)]).size).toBe(3);
  });

  it('sleeps five and a half to ten hours a night on average, some of it deep, some REM, some awake', () => {
    for (const person of all) {
      const worn = person.filter((one) => one.worn > 1200);
      const asleep = mean(worn.map((one) => one.sleep)) / 60;
      expect(asleep).toBeGreaterThan(5.5);
      expect(asleep).toBeLessThan(10);
      expect(mean(worn.map((one) => one.deep)) / mean(worn.map((one) => one.sleep))).toBeGreaterThan(0.1);
      const rem = mean(worn.map((one) => one.rem)) / mean(worn.map((one) => one.sleep));
      expect(rem).toBeGreaterThan(0.1);
      expect(rem).toBeLessThan(0.35);
      expect(mean(worn.map((one) => one.restless))).toBeGreaterThan(3);
    }
  });

  it('has a pulse within human bounds that is lower asleep than awake', () => {
    for (const person of all) {
      const awake = person.flatMap((one) => one.rates);
      const asleep = person.flatMap((one) => one.sleepRates);
      expect(Math.min(...awake, ...asleep)).toBeGreaterThanOrEqual(38);
      expect(awake.reduce((most, rate) => Math.max(most, rate), 0)).toBeLessThanOrEqual(190);
      expect(mean(awake) - mean(asleep)).toBeGreaterThan(8);
    }
  });

  it('walks some thousands of steps a day, more on working days than nothing', () => {
    for (const person of all) {
      const steps = mean(person.filter((one) => one.worn > 1000).map((one) => one.steps));
      expect(steps).toBeGreaterThan(3000);
      expect(steps).toBeLessThan(20_000);
    }
    const workday = all.flatMap((person) => person.filter((_, index) => weekday(monday + index) % 6 !== 0));
    expect(mean(workday.map((one) => one.steps))).toBeGreaterThan(4000);
  });

  it('leaves the band off for some hours and some days', () => {
    const worn = all.flat().map((one) => one.worn);
    expect(worn.filter((minutes) => minutes === 0).length).toBeGreaterThan(0);
    expect(worn.filter((minutes) => minutes === 0).length).toBeLessThan(worn.length * 0.2);
    expect(mean(worn)).toBeGreaterThan(1200);
  });

  it('fills every minute of the day on which the clock goes back', () => {
    const from = parseDate('2026-10-25') ?? 0;
    const source = generatedMinutes({ seed: 1, person: 1, from, days: 1 });
    expect((source.end() - source.start) / 60).toBe(25 * 60);
    expect(source.read(source.start, 1500)).toHaveLength(6000);
  });

  it('lives on without end if it is to', () => {
    const from = parseDate('2026-05-01') ?? 0;
    const source = generatedMinutes({ seed: 1, person: 1, from, days: 'endless' });
    expect(source.end()).toBe(Number.POSITIVE_INFINITY);
    expect(source.read(source.start + 400 * 86_400, 1)).toHaveLength(4);
  });
});
