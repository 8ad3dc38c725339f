import { describe, expect, it } from 'vitest';
import { DAY } from '../../test/stage.js';
import { faultsFrom, toFaults } from './fault-plan.js';
import { FaultyStream, LinkCutter, Schedule } from './faults.js';

const values = Array.from({ length: 5000 }, (_, at) => Uint8Array.of(at & 255, at >> 8));
const numbers = (all: readonly Uint8Array[]): number[] => all.map(([low = 0, high = 0]) => low + 256 * high);

function told(stream: FaultyStream): number[] {
  return numbers([...values.flatMap((value) => stream.pass('2a37', value)), ...stream.flush('2a37')]);
}

describe('the faults of a stream', () => {
  it('are none where none are planned', () => {
    expect(told(new FaultyStream([], 1))).toEqual(numbers(values));
  });

  it('drop about one in so many, and the same ones for the same seed', () => {
    const stream = new FaultyStream([{ kind: 'drop', oneIn: 10 }], 1);
    const all = told(stream);
    expect(all).toHaveLength(5000 - stream.counts.dropped);
    expect(stream.counts.dropped).toBeGreaterThan(400);
    expect(stream.counts.dropped).toBeLessThan(600);
    expect(all).toEqual(all.toSorted((a, b) => a - b));
    expect(told(new FaultyStream([{ kind: 'drop', oneIn: 10 }], 1))).toEqual(all);
    expect(told(new FaultyStream([{ kind: 'drop', oneIn: 10 }], 2))).not.toEqual(all);
  });

  it('tell about one in so many twice', () => {
    const stream = new FaultyStream([{ kind: 'duplicate', oneIn: 10 }], 1);
    const all = told(stream);
    expect(all).toHaveLength(5000 + stream.counts.duplicated);
    expect([...new Set(all)]).toEqual(numbers(values));
  });

  it('tell about one in so many after the next, and lose none', () => {
    const stream = new FaultyStream([{ kind: 'reorder', oneIn: 10 }], 1);
    const all = told(stream);
    expect(all.toSorted((a, b) => a - b)).toEqual(numbers(values));
    const late = all.filter((number, at) => number < (all[at - 1] ?? -1));
    expect(late).toHaveLength(stream.counts.reordered);
    expect(late.every((number) => all[all.indexOf(number) - 1] === number + 1)).toBe(true);
  });

  it('keep characteristics apart, and forget what was held back when the link ends', () => {
    const stream = new FaultyStream([{ kind: 'reorder', oneIn: 2 }], 3);
    for (const value of values.slice(0, 50)) for (const key of ['one', 'other']) stream.pass(key, value);
    stream.clear();
    expect([...stream.flush('one'), ...stream.flush('other')]).toEqual([]);
  });
});

describe('a link that is cut at a byte', () => {
  const lengths = (cutter: LinkCutter): number => {
    let passed = 0;
    cutter.connected();
    for (; passed < 100 && !cutter.cuts(20); passed++);
    return passed;
  };

  it('dies before the value that would pass it, once or in each connection', () => {
    const once = new LinkCutter([{ kind: 'disconnect', atByte: 100 }]);
    expect([lengths(once), lengths(once)]).toEqual([5, 100]);
    const each = new LinkCutter([{ kind: 'disconnect', atByte: 99, each: true }]);
    expect([lengths(each), lengths(each)]).toEqual([4, 4]);
    const both = new LinkCutter([
      { kind: 'disconnect', atByte: 0 },
      { kind: 'disconnect', atByte: 40 },
    ]);
    expect([lengths(both), lengths(both), lengths(both)]).toEqual([0, 2, 100]);
  });
});

describe('a plan of faults', () => {
  it('is read with times, or with seconds after the start', () => {
    const plan = toFaults(
      [
        { kind: 'drop', oneIn: 7 },
        { kind: 'disconnect', atByte: 100, each: true },
        { kind: 'reboot', at: '2026-05-04T01:02:03Z' },
        { kind: 'battery-empty', at: 60, until: 120 },
        { kind: 'clock-jump', at: 90, seconds: -3600 },
      ],
      'faults',
    );
    const faults = faultsFrom(plan, DAY);
    expect(faults).toEqual([
      { kind: 'drop', oneIn: 7 },
      { kind: 'disconnect', atByte: 100, each: true },
      { kind: 'reboot', at: DAY + 3723 },
      { kind: 'battery-empty', at: DAY + 60, until: DAY + 120 },
      { kind: 'clock-jump', at: DAY + 90, seconds: -3600 },
    ]);
    const schedule = new Schedule(faults);
    expect(schedule.due(DAY)).toBeUndefined();
    const moments = [100, 100, 100, 9999, 9999, 9999].map((now) => schedule.due(DAY + now));
    expect(moments.map((event) => event && `${event.kind} ${event.at - DAY}`)).toEqual([
      'battery-empty 60',
      'clock-jump 90',
      undefined,
      'battery-full 120',
      'reboot 3723',
      undefined,
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['no list', {}, /faults .* list/],
    ['an unknown kind', [{ kind: 'gremlin' }], /faults\[0\]\.kind .* drop/],
    ['no kind', [7], /faults\[0\]\.kind/],
    ['all dropped', [{ kind: 'drop', oneIn: 1 }], /oneIn .* 2 to/],
    ['a byte before the first', [{ kind: 'disconnect', atByte: -1 }], /atByte/],
    ['each in words', [{ kind: 'disconnect', atByte: 1, each: 'yes' }], /each .* true or false/],
    ['a time that is none', [{ kind: 'reboot', at: '2026-02-30T00:00:00Z' }], /at .* YYYY-MM-DDTHH:MM:SSZ/],
    ['a local time', [{ kind: 'reboot', at: '2026-02-20T00:00:00' }], /at .* YYYY-MM-DDTHH:MM:SSZ/],
    ['an end that is missing', [{ kind: 'battery-empty', at: 1 }], /add until/],
    ['an end before its beginning', [{ kind: 'battery-empty', at: 120, until: 60 }], /until later than at/],
    ['an end at its beginning', [{ kind: 'battery-empty', at: 60, until: 60 }], /until later than at/],
    [
      'a date for an end before its beginning',
      [{ kind: 'battery-empty', at: '2026-05-04T01:00:00Z', until: '2026-05-04T00:00:00Z' }],
      /until later than at/,
    ],
    ['a leap of half a second', [{ kind: 'clock-jump', at: 1, seconds: 0.5 }], /seconds .* whole number/],
  ])('is refused with %s', (_, faults, message) => {
    expect(() => toFaults(faults, 'faults')).toThrow(message);
  });

  it('is refused when its start shows that a battery is full again before it is empty', () => {
    const plan = toFaults([{ kind: 'battery-empty', at: 7200, until: '2026-05-04T01:00:00Z' }], 'faults');
    expect(() => faultsFrom(plan, DAY)).toThrow(/until later than at/);
    expect(faultsFrom(plan, DAY - 7200)).toEqual([{ kind: 'battery-empty', at: DAY, until: DAY + 3600 }]);
  });
});
