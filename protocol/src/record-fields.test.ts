import { describe, expect, it } from 'vitest';
import { isAscending, readBoolean, readCode, readDate, readLeaf, readNullOr } from './record-fields.js';
import { codeOf, filled } from './records.fixture.js';

describe('a field', () => {
  it('that is a date is a day of the calendar', () => {
    expect(readDate('2028-02-29', 'a day')).toBe('2028-02-29');
    for (const wrong of ['2026-02-29', '2026-2-1', '2026-02-280', 20260228, null]) {
      expect(codeOf(() => readDate(wrong, 'a day'))).toBe('malformed');
    }
  });

  it('that is a code stands for the name at its place', () => {
    expect([0, 1].map((code) => readCode(code, ['a', 'b'], 'a letter'))).toEqual(['a', 'b']);
    for (const wrong of [2, -1, 0.5, 'a', null]) {
      expect(codeOf(() => readCode(wrong, ['a', 'b'], 'a letter'))).toBe('malformed');
    }
  });

  it('that is true or false is nothing else', () => {
    expect([true, false].map((value) => readBoolean(value, 'done'))).toEqual([true, false]);
    for (const wrong of [0, 1, null, 'true']) expect(codeOf(() => readBoolean(wrong, 'done'))).toBe('malformed');
  });

  it('that is a leaf has 32 bytes', () => {
    expect(readLeaf(filled(32, 1), 'a leaf')).toEqual(filled(32, 1));
    for (const wrong of [filled(31, 1), filled(33, 1), null]) {
      expect(codeOf(() => readLeaf(wrong, 'a leaf'))).toBe('malformed');
    }
  });

  it('may be null where it may be null', () => {
    expect([null, 3].map((value) => readNullOr(value, (one) => one))).toEqual([null, 3]);
  });
});

it('texts ascend when each comes after the one before, and none twice', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(isAscending)).toEqual([true, true, true, true]);
  expect(
    [
      ['b', 'a'],
      ['a', 'a'],
      ['a', 'c', 'b'],
    ].map(isAscending),
  ).toEqual([false, false, false]);
});
