import { describe, expect, it } from 'vitest';
import { DAY } from '../../test/stage.js';
import { Battery, type BatteryLoad } from './battery.js';
import { KIND } from './minute.js';

const rates = { idle: 1, linked: 2, sensing: 4, charging: 60 };
const minute = (kind: number) => ({ kind, intensity: 0, steps: 0, heartRate: undefined });
const load = (more: Partial<BatteryLoad> = {}): BatteryLoad => ({
  on: true,
  linked: false,
  sensing: false,
  minute: minute(KIND.activity),
  ...more,
});

function after(hours: number, from: number, ...loads: readonly BatteryLoad[]): Battery {
  const battery = new Battery(rates, { percent: from, lastCharge: DAY });
  for (const one of loads) {
    for (let at = 1; at <= hours * 60; at++) battery.pass(60, DAY + at * 60, one);
  }
  return battery;
}

describe('a battery', () => {
  it('falls by the hour, faster with a link and with a heart-rate sensor, and not while it is off', () => {
    expect(after(10, 80.5, load()).percent).toBe(71);
    expect(after(10, 80.5, load({ linked: true })).percent).toBe(51);
    expect(after(10, 80.5, load({ linked: true, sensing: true })).percent).toBe(11);
    expect(after(10, 80.5, load({ on: false })).percent).toBe(81);
  });

  it('is empty at nothing, and starts again on its charger', () => {
    const empty = after(10, 5, load());
    expect([empty.percent, empty.empty, empty.starts]).toEqual([0, true, false]);
    const charged = after(1, 4.5, load(), load({ minute: minute(KIND.charging) }));
    expect([charged.percent, charged.charging, charged.starts]).toEqual([63, true, true]);
  });

  it('remembers when it was taken off its charger, and how full it was', () => {
    const battery = after(1, 50, load({ minute: minute(KIND.charging) }));
    battery.pass(60, DAY + 3660, load());
    expect(battery.lastCharge).toEqual({ at: DAY + 3600, percent: 100 });
    expect(battery.charging).toBe(false);
  });

  it('is charged by whoever takes it off when it is nearly empty, but not if it is a coin cell', () => {
    const off = load({ minute: minute(KIND.nonWear) });
    expect(after(1, 9, off).percent).toBeGreaterThan(9);
    expect(after(1, 19.5, off).percent).toBe(19);
    const coin = new Battery({ ...rates, charging: 0 }, { percent: 9, lastCharge: DAY });
    coin.pass(3600, DAY, off);
    expect(coin.percent).toBe(8);
  });
});
