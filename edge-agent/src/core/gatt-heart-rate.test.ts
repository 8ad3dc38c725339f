import { describe, expect, it } from 'vitest';
import { codeOf } from '../../test/scripted-link.js';
import { readHeartRate } from './gatt-heart-rate.js';

const read = (...bytes: number[]) => readHeartRate(Uint8Array.from(bytes));

describe('a heart rate measurement', () => {
  it('has its value in one byte or two', () => {
    expect(read(0x00, 72)).toEqual({ value: 72, contact: undefined, energy: undefined, rr: undefined });
    expect(read(0x01, 72, 0).value).toBe(72);
    expect(read(0x01, 72, 1).value).toBeUndefined();
  });

  it.each([0, 19, 251, 255])('has no value at %i, which nobody’s heart has', (bpm) => {
    expect(read(0x00, bpm).value).toBeUndefined();
  });

  it('is in contact, is not, or cannot tell', () => {
    expect([0x00, 0x02, 0x04, 0x06].map((flags) => read(flags, 60).contact)).toEqual([
      undefined,
      undefined,
      false,
      true,
    ]);
  });

  it('carries energy and times between beats in 1/1024 s, in this order', () => {
    expect(read(0x1f, 60, 0, 0x34, 0x12, 0x00, 0x04, 0xff, 0xff)).toEqual({
      value: 60,
      contact: true,
      energy: 0x1234,
      rr: [1024, 65_535],
    });
    expect(read(0x10, 60, ...Array(64).fill([1, 0]).flat()).rr).toHaveLength(64);
  });

  it.each([
    ['nothing', []],
    ['flags alone', [0]],
    ['half of a value of two bytes', [1, 60]],
    ['half of the energy', [0x08, 60, 1]],
    ['times announced and not sent', [0x10, 60]],
    ['half of a time', [0x10, 60, 1]],
    ['a time of zero', [0x10, 60, 1, 0, 0, 0]],
    ['65 times', [0x10, 60, ...Array(130).fill(1)]],
    ['bytes that no flag announces', [0x00, 60, 1, 0]],
  ])('is refused with %s', (_, bytes) => {
    expect(codeOf(() => read(...bytes))).toBe('malformed');
  });
});
