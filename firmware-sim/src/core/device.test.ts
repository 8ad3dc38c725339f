import { describe, expect, it } from 'vitest';
import { DAY, minutes, Stage } from '../../test/stage.js';
import { KIND } from './minute.js';

const day = minutes({ steps: 10, rate: 60, times: 1440 });

describe('a device', () => {
  it('measures nothing while its battery is empty, and loses what was not in flash', () => {
    const faults = [{ kind: 'battery-empty', at: DAY + 5410, until: DAY + 7290 }] as const;
    const one = new Stage('huami', { source: day, from: 3600, faults });
    one.pass(7200, 60);
    expect(one.power).toEqual(['off 5410', 'on 7290']);
    expect(one.device.memory.fates).toMatchObject({
      held: [
        { at: DAY, count: 60 },
        { at: DAY + 7320, count: 58 },
      ],
      lost: [{ at: DAY + 3600, count: 30 }],
    });
    expect(one.device.battery.percent).toBeGreaterThan(90);
  });

  it('runs empty by itself, and comes back when it is charged', () => {
    const source = minutes({ rate: 60, times: 600 }, { kind: KIND.charging, times: 60 }, { rate: 60, times: 600 });
    const one = new Stage('huami', { source, percent: 0.9999 });
    one.pass(660 * 60, 60);
    const [off, on] = one.power.map((what) => Number(what.split(' ')[1]));
    expect(off).toBe(5 * 3600);
    expect(on).toBe(606 * 60);
    expect(one.device.running).toBe(true);
  });

  it('stamps with its clock: a leap leaves a gap or an overlap', () => {
    const faults = [
      { kind: 'clock-jump', at: DAY + 3600, seconds: 600 },
      { kind: 'clock-jump', at: DAY + 7200, seconds: -1200 },
    ] as const;
    const one = new Stage('huami', { source: day, from: 600, faults });
    one.pass(10_200, 600);
    expect(one.device.memory.fates.held).toEqual([
      { at: DAY, stamp: DAY, count: 60 },
      { at: DAY + 3600, stamp: DAY + 4200, count: 60 },
      { at: DAY + 7200, stamp: DAY + 6600, count: 60 },
    ]);
  });

  it('lives through a leap of its time as through its seconds', () => {
    const faults = [
      { kind: 'clock-jump', at: DAY + 4000, seconds: 3600 },
      { kind: 'reboot', at: DAY + 9030 },
    ] as const;
    const stages = [1, 20_000].map((step) => {
      const one = new Stage('huami', { source: day, faults });
      one.pass(20_000, step);
      return one;
    });
    expect(stages[0]?.device.memory.fates).toEqual(stages[1]?.device.memory.fates);
    expect(stages[0]?.power).toEqual(stages[1]?.power);
    expect(stages[0]?.device.clock.unix()).toBe(DAY + 23_600);
  });

  it('holds as many days as it is said to', () => {
    const one = new Stage('huami', { source: minutes({ times: 3 * 1440 }), from: 3 * 86_400, memoryDays: 2 });
    expect(one.device.memory.fates.held).toEqual([{ at: DAY + 86_400, stamp: DAY + 86_400, count: 2880 }]);
  });
});
