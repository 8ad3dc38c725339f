import { describe, expect, it } from 'vitest';
import {
  isAscending,
  readBoolean,
  readCode,
  readDate,
  readLeaf,
  readName,
  readNullOr,
  readTuple,
} from './record-fields.js';
import { codeOf, filled } from './records.fixture.js';

describe('a field', () => {
  it('that is a date is a day of the calendar', () => {
    expect(readDate('2028-02-29', 'a day')).toBe('2028-02-29');
    for (const wrong of ['2026-02-29', '2026-2-1', '2026-02-280', 20260228, null]) {
      expect(codeOf(() => readDate(wrong, 'a day'))).toBe('malformed');
    }
  });

  it('that is a date lies between 1900 and 9999', () => {
    expect(['1900-01-01', '9999-12-31'].map((date) => readDate(date, 'a day'))).toEqual(['1900-01-01', '9999-12-31']);
    for (const early of ['1899-12-31', '0001-01-01']) {
      expect(codeOf(() => readDate(early, 'a day'))).toBe('out-of-range');
    }
  });

  it('that is a tuple has exactly its items', () => {
    expect(readTuple([1, 2], 2, 'a pair')).toEqual([1, 2]);
    for (const wrong of [[1], [1, 2, 3], [], null, 'ab']) {
      expect(codeOf(() => readTuple(wrong, 2, 'a pair'))).toBe('malformed');
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

  it('that is a name has no control character, and may have any other', () => {
    for (const name of ['', 'coach-1', 'Zoë van Ömmen', '\u0080\u{1f3c3}', 'a'.repeat(256)])
      expect(readName(name, 'a name')).toBe(name);
    for (const wrong of ['coach\u0000', '\u001f', 'a\nb', '\u007f', 'a'.repeat(257), 7]) {
      expect(codeOf(() => readName(wrong, 'a name'))).toBe('malformed');
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
