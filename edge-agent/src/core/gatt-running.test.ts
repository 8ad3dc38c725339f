import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../test/scripted-link.js';
import { CadenceCounter, readRunning } from './gatt-running.js';

const read = (...bytes: number[]) => readRunning(Uint8Array.from(bytes));

describe('a running measurement', () => {
  it('has speed and cadence, and what its flags announce', () => {
    expect(read(0x00, 0x00, 0x03, 160)).toEqual({
      speed: 768,
      cadence: 160,
      stride: undefined,
      distance: undefined,
      running: false,
    });
    expect(read(0x07, 0x00, 0x03, 160, 110, 0, 1, 2, 0, 0)).toMatchObject({
      stride: 110,
      distance: 513,
      running: true,
    });
    expect(read(0x02, 0x00, 0x03, 160, 1, 0, 0, 0).distance).toBe(1);
  });

  it.each([
    ['nothing', []],
    ['three bytes', [0, 0, 0]],
    ['a stride that is not there', [1, 0, 0, 90]],
    ['a distance that is not announced', [1, 0, 0, 90, 1, 0, 1, 0, 0, 0]],
  ])('is refused with %s', (_, bytes) => {
    expect(codeOf(() => read(...bytes))).toBe('malformed');
  });
});

describe('steps out of cadence', () => {
  it('come out whole over time, whatever the cadence', () => {
    const counter = new CadenceCounter();
    let steps = 0;
    for (let second = 0; second <= 600; second++) steps += counter.tell(second, 157)?.count ?? 0;
    expect(steps).toBe(1570);
  });

  it('are those of two seconds at most, where nothing more is told', () => {
    const counter = new CadenceCounter();
    expect(counter.tell(100, 180)).toBeUndefined();
    expect(counter.settle(101)).toBeUndefined();
    expect(counter.settle(103)).toEqual({ at: 102, count: 6 });
    expect(counter.settle(104)).toBeUndefined();
    expect(counter.tell(200, 180)).toBeUndefined();
    expect(counter.tell(260, 120)).toEqual({ at: 202, count: 6 });
  });

  it('are none for a clock that goes back', () => {
    const counter = new CadenceCounter();
    counter.tell(100, 180);
    expect(counter.tell(50, 180)).toBeUndefined();
  });

  it('are never more than the cadence gives for two seconds each', () => {
    const told = fc.array(fc.record({ after: fc.nat(5), cadence: fc.nat(255) }), { maxLength: 200 });
    fc.assert(
      fc.property(told, (notifications) => {
        const counter = new CadenceCounter();
        let at = 0;
        let steps = 0;
        let sixtieths = 0;
        let before: { at: number; cadence: number } | undefined;
        for (const { after, cadence } of notifications) {
          at += after;
          if (before) sixtieths += before.cadence * Math.min(2, at - before.at);
          steps += counter.tell(at, cadence)?.count ?? 0;
          before = { at, cadence };
        }
        expect(steps).toBe(Math.floor(sixtieths / 60));
      }),
    );
  });
});
