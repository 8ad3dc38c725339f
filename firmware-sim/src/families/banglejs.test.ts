import { describe, expect, it } from 'vitest';
import { DAY, minutes, Stage, type StageOptions } from '../../test/stage.js';
import { KIND } from '../core/minute.js';

const RECEIVE = '6e400002b5a3f393e0a9e50e24dcca9e';
const TRANSMIT = '6e400003b5a3f393e0a9e50e24dcca9e';

const source = minutes(
  { steps: 100, rate: 90, intensity: 50, times: 10 },
  { kind: KIND.deepSleep, rate: 50, times: 10 },
  { kind: KIND.nonWear, times: 10 },
  { kind: KIND.running, steps: 200, rate: 150, times: 10 },
  { kind: KIND.remSleep, rate: 60, times: 10 },
  { steps: 60, rate: 80, times: 100 },
);

function connected(options: Partial<StageOptions> = {}): Stage {
  const one = new Stage('banglejs', { source, from: 3000, ...options });
  one.connect(TRANSMIT);
  return one;
}

function type(one: Stage, text: string): void {
  const bytes = [...new TextEncoder().encode(text)];
  for (let at = 0; at < bytes.length; at += 20) one.write(RECEIVE, ...bytes.slice(at, at + 20));
}

const say = (one: Stage, message: object): void => type(one, `\u0010GB(${JSON.stringify(message)})\n`);

/** All text that was told, without the flow control strewn in it. */
function text(one: Stage): string {
  const bytes = one.heard(TRANSMIT).flat();
  return String.fromCharCode(...bytes.filter((byte) => byte !== 0x11 && byte !== 0x13));
}

const messages = (one: Stage): unknown[] =>
  text(one)
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

/** A record by its end, and what it has of steps, heart rate and movement. */
const record = (end: number, [stp, hrm, mov]: readonly [number, number, number], act: string): object => ({
  t: 'act',
  ts: (DAY + end) * 1000,
  ...{ stp, hrm, mov, act },
});

describe('a Bangle.js', () => {
  it('tells its ten-minute records from the end that is asked for, as often as it is asked', () => {
    const one = connected();
    const all = [
      record(600, [1000, 90, 50], 'WALKING'),
      record(1200, [0, 50, 0], 'DEEP_SLEEP'),
      record(1800, [0, 0, 0], 'NOT_WORN'),
      record(2400, [2000, 150, 0], 'EXERCISE'),
      record(3000, [0, 60, 0], 'LIGHT_SLEEP'),
    ];
    const start = { t: 'actfetch', state: 'start' };
    say(one, { t: 'actfetch', ts: 0 });
    expect(messages(one)).toEqual([start, ...all, { t: 'actfetch', state: 'end', count: 5 }]);
    say(one, { t: 'actfetch', ts: (DAY + 2400) * 1000 });
    expect(messages(one)).toEqual([start, ...all.slice(3), { t: 'actfetch', state: 'end', count: 2 }]);
    say(one, { t: 'actfetch', ts: (DAY + 3001) * 1000 });
    expect(messages(one)).toEqual([start, { t: 'actfetch', state: 'end', count: 0 }]);
  });

  it('prints an empty line before each message, and CRLF after both', () => {
    const one = connected();
    say(one, { t: 'actfetch', ts: Number.MAX_SAFE_INTEGER });
    expect(text(one)).toBe('\r\n{"t":"actfetch","state":"start"}\r\n\r\n{"t":"actfetch","state":"end","count":0}\r\n');
  });

  it('tells differences of steps and the pulse in the interval that is asked for, until it is told to stop', () => {
    const one = connected();
    say(one, { t: 'act', hrm: true, stp: true, int: 10 });
    one.pass(30);
    const realtime = (stp: number, hrm: number): object => ({ t: 'act', stp, hrm, rt: 1 });
    const status = { t: 'status', bat: 80, chg: 0 };
    expect(messages(one)).toEqual([status, realtime(10, 80), realtime(10, 80), realtime(10, 80)]);
    say(one, { t: 'act', hrm: false, stp: true, int: 5 });
    one.pass(5);
    expect(messages(one)).toEqual([realtime(5, 0)]);
    say(one, { t: 'act', hrm: false, stp: false, int: 5 });
    one.pass(20);
    expect(messages(one)).toEqual([]);
  });

  it('tells its status two seconds after it was connected, every ten minutes, and when it is charged', () => {
    const one = connected({ source: minutes({ times: 90 }, { kind: KIND.charging, times: 30 }) });
    one.pass(1);
    expect(messages(one)).toEqual([]);
    one.pass(1);
    expect(messages(one)).toEqual([{ t: 'status', bat: 80, chg: 0 }]);
    one.pass(1199);
    expect(messages(one)).toHaveLength(1);
    one.pass(1200);
    expect(messages(one).at(-1)).toMatchObject({ t: 'status', chg: 1 });
  });

  it('tells and takes its clock, and understands nothing else of the language of its console', () => {
    const one = connected();
    const ask = '\u0010Bluetooth.println(JSON.stringify({t:"clock",ts:Date.now()}))\n';
    type(one, ask);
    expect(text(one)).toBe(`{"t":"clock","ts":${(DAY + 3000) * 1000}}\r\n`);
    type(one, `\u0010setTime(${DAY + 10_000});E.setTimeZone(2);\n`);
    expect(one.device.clock.zoneMinutes).toBe(120);
    type(one, ask);
    expect(messages(one)).toEqual([{ t: 'clock', ts: (DAY + 10_000) * 1000 }]);
    for (const line of ['reset();', `setTime(${DAY}`, 'GB({)', 'GB({"t":"find","n":true})', 'GB(null)', ''])
      type(one, `\u0010${line}\n`);
    expect(messages(one)).toEqual([]);
    expect(one.device.clock.unix()).toBe(DAY + 10_000);
  });

  it('writes a block once, though its clock is set back into it, and as one though its clock is set within it', () => {
    const one = connected({ from: 2 * 3600, source: minutes({ steps: 10, rate: 60, times: 600 }) });
    const records = (): [number, number][] => {
      say(one, { t: 'actfetch', ts: (DAY + 2 * 3600 + 1) * 1000 });
      return (messages(one) as { ts?: number; stp?: number }[]).flatMap(({ ts, stp = 0 }) =>
        ts === undefined ? [] : [[ts / 1000 - DAY - 2 * 3600, stp]],
      );
    };
    one.pass(300);
    type(one, `\u0010setTime(${DAY + 2 * 3600 + 302})\n`);
    one.pass(600);
    expect(records()).toEqual([[600, 100]]);
    type(one, `\u0010setTime(${DAY + 2 * 3600 + 300})\n`);
    one.pass(1200, 30);
    // Five minutes had passed of the second block when the clock went back, and those are what it is.
    expect(records()).toEqual([
      [600, 100],
      [1200, 50],
    ]);
  });

  it('loses the block that is not over when it is restarted', () => {
    const one = connected({ from: 900, faults: [{ kind: 'reboot', at: DAY + 960 }] });
    one.pass(1000);
    one.connect(TRANSMIT);
    one.heard(TRANSMIT);
    say(one, { t: 'actfetch', ts: 0 });
    expect(messages(one).slice(1, 3)).toEqual([
      record(600, [1000, 90, 50], 'WALKING'),
      record(1200, [0, 50, 0], 'DEEP_SLEEP'),
    ]);
    expect(one.device.memory.fates.lost).toEqual([{ at: DAY + 600, stamp: DAY + 600, count: 6 }]);
  });

  it('forgets its oldest records whole', () => {
    const one = connected({ from: 86_400 + 1500, memoryDays: 1, source: minutes({ steps: 10, times: 1600 }) });
    say(one, { t: 'actfetch', ts: 0 });
    const [, first, ...rest] = messages(one) as { ts: number; stp: number }[];
    expect(first).toMatchObject({ ts: (DAY + 2400) * 1000, stp: 100 });
    expect(rest.slice(0, -1).every(({ stp }) => stp === 100)).toBe(true);
  });
});
