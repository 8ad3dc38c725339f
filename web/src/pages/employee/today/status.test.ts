import { expect, it } from 'vitest';
import { isFull } from './status.js';

it.each([
  [null, false],
  [{ full: false, diskFull: false }, false],
  [{ full: true, diskFull: false }, true],
  [{ full: false, diskFull: true }, true],
])('with %j of room has room for nothing more: %s', (storage, full) => {
  expect(isFull({ storage })).toBe(full);
});
