import { describe, expect, it } from 'vitest';
import { DAY, minutes, Stage } from '../../test/stage.js';
import { currentTime } from '../core/wearable-time.js';

const STEPS = '0003000178fc48fe8e23433b3a1942d0';
const MOTION = '0003000278fc48fe8e23433b3a1942d0';
const RATE = '2a37';
const CLOCK = '2a2b';

const source = minutes({ steps: 60, rate: 70, times: 30 }, { times: 30 }, { steps: 30, rate: 90, times: 2880 });

describe('an InfiniTime watch', () => {
  it('tells each change of its step counter, and lets it be read', () => {
    const one = new Stage('infinitime', { source, from: 600 });
    one.connect(STEPS);
    one.pass(4);
    expect(one.heard(STEPS)).toEqual([601, 602, 603, 604].map((steps) => [steps & 255, steps >> 8, 0, 0]));
    expect(one.read(STEPS)).toEqual(Uint8Array.of(604 & 255, 2, 0, 0));
    one.pass(30 * 60);
    one.heard(STEPS);
    one.pass(20);
    expect(one.heard(STEPS)).toEqual([]);
  });

  it('counts from its own midnight, and from nothing after a restart', () => {
    const one = new Stage('infinitime', {
      source,
      from: 22 * 3600,
      zoneMinutes: 60,
      faults: [{ kind: 'reboot', at: DAY + 23 * 3600 + 1800 }],
    });
    one.connect(STEPS);
    one.pass(3590, 10);
    const before = one.heard(STEPS).at(-1) ?? [];
    expect((before[0] ?? 0) + 256 * (before[1] ?? 0)).toBeGreaterThan(39_000);
    one.pass(20, 10);
    expect(one.heard(STEPS).at(-1)).toEqual([5, 0, 0, 0]);
    one.pass(1790, 10);
    one.heard(STEPS);
    one.connect(STEPS);
    one.pass(10, 10);
    expect(one.heard(STEPS)).toEqual([[5, 0, 0, 0]]);
    expect(one.device.memory.fates.held).toEqual([]);
  });

  it('tells a pulse, and none while there is none', () => {
    const one = new Stage('infinitime', { source, from: 30 * 60 - 1 });
    one.connect(RATE);
    expect(one.read(RATE)).toEqual(Uint8Array.of(0, 70));
    one.pass(30 * 60 + 2);
    expect(one.heard(RATE)).toEqual([
      [0, 0],
      [0, 90],
    ]);
  });

  it('feels one g, and takes its clock without a zone and tells it without a day of the week', () => {
    const one = new Stage('infinitime', { source, from: 45 * 60 });
    const [, , , , low = 0, high = 0] = one.read(MOTION) as Uint8Array;
    expect(Math.abs(low + 256 * high - 1024)).toBeLessThanOrEqual(20);
    expect(one.write(CLOCK, ...currentTime(DAY))).toBe(0);
    expect([...(one.read(CLOCK) as Uint8Array)]).toEqual([...currentTime(DAY).subarray(0, 7), 0, 0]);
    expect(one.write(CLOCK, 0)).toBe(0x13);
  });
});
