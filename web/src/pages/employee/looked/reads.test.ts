import { expect, it } from 'vitest';
import { isCrossing, isUntold } from './reads.js';

it.each([
  [['log-unreachable'], true],
  [['log-unreachable', 'withdrawn'], false],
  [[], false],
])('with %j are untold: %s', (problems, untold) => {
  expect(isUntold({ problems })).toBe(untold);
});

it.each([
  [[], true],
  [['log-unreachable'], true],
  [['bad-signature'], false],
])('crossed a withdrawal, with %j besides, is told of as that: %s', (problems, crossing) => {
  expect(isCrossing({ problems, withdrawalOnItsWay: true })).toBe(crossing);
  expect(isCrossing({ problems, withdrawalOnItsWay: false })).toBe(false);
});
