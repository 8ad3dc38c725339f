import { expect, it } from 'vitest';
import { isUntold } from './reads.js';

it.each([
  [['log-unreachable'], true],
  [['log-unreachable', 'withdrawn'], false],
  [[], false],
])('with %j are untold: %s', (problems, untold) => {
  expect(isUntold({ problems })).toBe(untold);
});
