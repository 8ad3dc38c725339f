import { describe, expect, it } from 'vitest';
import { DAY, minutes, Stage, type StageOptions } from '../../test/stage.js';
import { KIND } from '../core/minute.js';
import { shortTime, zonedTime } from '../core/wearable-time.js';

const huami = (short: string): string => `0000${short}0000351221180009af100700`;
const [CONTROL, DATA, BATTERY, STEPS, AUTH] = ['0004', '0005', '0006', '0007', '0009'].map(huami) as [
  string,
  string,
  string,
  string,
  string,
];
const RATE = '2a37';
const RATE_CONTROL = '2a39';
const CLOCK = '2a2b';

const authKey = Uint8Array.from({ length: 16 }, (_, at) => at + 1);
const proof = [...authKey].map((byte) => byte ^ 7);
const source = minutes(
  { steps: 60, rate: 70, times: 600 },
  { kind: KIND.nonWear, times: 600 },
  { steps: 6, times: 600 },
);

function stage(options: Partial<StageOptions> = {}): Stage {
  return new Stage('huami', { source, variant: { authKey }, ...options });
}

function authenticated(options: Partial<StageOptions> = {}): Stage {
  const one = stage(options);
  one.connect(CONTROL, DATA, BATTERY, STEPS, AUTH, RATE);
  one.write(AUTH, 2, 8);
  one.write(AUTH, 3, 8, ...proof);
  expect(one.heard(AUTH).at(-1)).toEqual([0x10, 3, 1]);
  return one;
}

/** Reads all that it holds from `since` on, a day at a time. */
function fetch(one: Stage, since = DAY): number[] {
  const samples: number[] = [];
  for (;;) {
    one.write(CONTROL, 1, 1, ...shortTime(since, 0));
    const count = one.heard(CONTROL)[0]?.[3];
    if (!count && !one.device.memory.next(since)) return samples;
    one.write(CONTROL, 2);
    samples.push(...one.heard(DATA).flatMap((value) => value.slice(1)));
    one.write(CONTROL, 3);
    expect(one.heard(CONTROL)).toEqual([
      [0x10, 2, 1],
      [0x10, 3, 1],
    ]);
  }
}

describe('a Huami wearable', () => {
  it('answers nothing but the authentication before it, and tells nothing', () => {
    const one = stage({ from: 600 });
    one.connect(CONTROL, DATA, BATTERY, STEPS, AUTH, RATE);
    expect([BATTERY, STEPS, CLOCK].map((uuid) => one.read(uuid))).toEqual([0x08, 0x08, 0x08]);
    expect(one.write(CLOCK, ...zonedTime(DAY, 0))).toBe(0x08);
    expect(one.write(RATE_CONTROL, 0x15, 1, 1)).toBe(0x08);
    one.write(CONTROL, 1, 1, ...shortTime(DAY, 0));
    one.pass(30);
    expect(one.told.map(({ value }) => [...value])).toEqual([[0x10, 1, 4]]);
  });

  it('tells what was measured up to now, and measures on after it was acknowledged', () => {
    const one = authenticated({ from: 3 * 60 + 20 });
    expect(fetch(one)).toEqual([1, 2, 3].flatMap(() => [1, 0, 60, 70]));
    one.pass(100);
    expect(fetch(one)).toEqual([1, 2].flatMap(() => [1, 0, 60, 70]));
    expect(one.device.memory.fates.held).toEqual([]);
  });

  it('tells eight bytes a minute if it is of that kind', () => {
    const one = authenticated({ from: 120, variant: { authKey, sampleBytes: 8 } });
    expect(fetch(one)).toEqual([...[1, 0, 60, 70, 0, 0, 0x80, 0x80], ...[1, 0, 60, 70, 0, 0, 0, 0]]);
  });

  it('tells the steps of its day as they are taken, and none of yesterday', () => {
    const one = authenticated({ from: 60 });
    one.pass(2);
    const [first, second] = one.heard(STEPS);
    expect(first).toEqual([0x0c, 61, 0, 0, 0, 44, 0, 0, 0, 2, 0, 0, 0]);
    expect(second?.[1]).toBe(62);
    expect(one.read(STEPS)).toEqual(Uint8Array.from(second ?? []));
    const late = authenticated({ from: 1200 * 60, zoneMinutes: 240 });
    late.pass(600, 60);
    expect(late.heard(STEPS).at(-1)?.[1]).toBe(60);
  });

  it('measures the pulse while it is asked to and kept alive, and once where it is asked once', () => {
    const one = authenticated();
    one.pass(5);
    expect(one.heard(RATE)).toEqual([]);
    expect(one.write(RATE_CONTROL, 0x15, 1, 1)).toBe(0);
    one.pass(12);
    expect(one.write(RATE_CONTROL, 0x16)).toBe(0);
    one.pass(12);
    expect(one.heard(RATE)).toEqual(Array.from({ length: 24 }, () => [0, 70]));
    one.pass(10);
    expect(one.heard(RATE)).toHaveLength(3);
    expect(one.write(RATE_CONTROL, 0x15, 2, 1)).toBe(0);
    one.pass(4);
    expect(one.heard(RATE)).toHaveLength(1);
    one.write(RATE_CONTROL, 0x15, 1, 1);
    one.write(RATE_CONTROL, 0x15, 1, 0);
    one.pass(4);
    expect(one.heard(RATE)).toEqual([]);
    expect(one.write(RATE_CONTROL, 0x15, 9, 9)).toBe(0x13);
  });

  it('takes its clock with and without a zone, and stamps with it from then on', () => {
    const one = authenticated({ from: 600 });
    expect(one.read(CLOCK)).toEqual(zonedTime(DAY + 600, 0));
    expect(one.write(CLOCK, ...zonedTime(DAY + 4200, 120))).toBe(0);
    expect(one.read(CLOCK)).toEqual(zonedTime(DAY + 4200, 120));
    one.pass(120);
    expect(one.device.memory.fates.held).toEqual([
      { at: DAY, stamp: DAY, count: 10 },
      { at: DAY + 600, stamp: DAY + 4200, count: 2 },
    ]);
    one.write(CLOCK, ...zonedTime(DAY, 0).subarray(0, 10));
    expect(one.device.clock.unix()).toBe(DAY - 7200);
    expect(one.write(CLOCK, 1, 2, 3)).toBe(0x13);
  });

  it('loses what it measured since the whole hour when it is restarted, and its steps of the day', () => {
    const one = authenticated({ from: 5400, faults: [{ kind: 'reboot', at: DAY + 5450 }] });
    one.pass(60);
    expect(one.power).toEqual(['restarted 5450']);
    expect(one.device.memory.fates).toMatchObject({
      held: [{ at: DAY, stamp: DAY, count: 60 }],
      lost: [{ at: DAY + 3600, count: 30 }],
    });
    one.pass(120);
    // The minute in which it was restarted is nobody's.
    expect(one.device.memory.fates.held.at(-1)).toEqual({ at: DAY + 5460, stamp: DAY + 5460, count: 2 });
  });

  it('takes a key from whoever its wearer taps for, and answers nobody else', async () => {
    let tapped: (value: boolean) => void = () => undefined;
    const confirmPairing = (): Promise<boolean> =>
      new Promise((resolve) => {
        tapped = resolve;
      });
    const one = stage({ variant: { confirmPairing } });
    one.connect(AUTH);
    one.write(AUTH, 1, 8, ...authKey);
    tapped(false);
    await Promise.resolve();
    await Promise.resolve();
    expect(one.heard(AUTH)).toEqual([[0x10, 1, 2]]);
    one.write(AUTH, 1, 8, ...authKey);
    one.disconnect();
    one.connect(AUTH);
    tapped(true);
    await Promise.resolve();
    await Promise.resolve();
    one.write(AUTH, 2, 8);
    expect(one.heard(AUTH)).toEqual([[0x10, 2, 4]]);
  });

  it('says how full its battery is when it changes', () => {
    const one = authenticated({ percent: 50.01 });
    one.pass(300, 60);
    const [told] = one.heard(BATTERY);
    expect(told?.slice(0, 3)).toEqual([0x0f, 51, 0]);
    expect(told?.slice(10)).toEqual([...shortTime(DAY - 86_400, 0), 0, 100]);
    expect(one.read(BATTERY)).toHaveLength(20);
  });
});
