import { describe, expect, it } from 'vitest';
import { cryptoReady } from '../signature.js';
import { isQuorum, type Policy, type PolicyGroup } from './policy.js';
import { quorumsMeet } from './quorum-meeting.js';

await cryptoReady;
const { keyAt, WITNESS_KEYS } = await import('./policy-statements.fixture.js');

/** A policy of witnesses by their names; the keys decide nothing here. */
const policyOf = (names: readonly string[], groups: readonly PolicyGroup[], quorum: string): Policy => ({
  logs: [],
  witnesses: names.map((name) => ({ name, key: keyAt(WITNESS_KEYS, 0).key, url: undefined })),
  groups,
  quorum,
});

/** By trying every way to part the witnesses. */
function meetByTrying(policy: Policy): boolean {
  const names = policy.witnesses.map(({ name }) => name);
  return Array.from({ length: 2 ** names.length }, (_, bits) => {
    const left = new Set(names.filter((_name, i) => (bits & (1 << i)) !== 0));
    const right = new Set(names.filter((name) => !left.has(name)));
    return isQuorum(policy, left) && isQuorum(policy, right);
  }).every((both) => !both);
}

const ABCDE = ['a', 'b', 'c', 'd', 'e'];
const group = (name: string, threshold: number, ...members: string[]): PolicyGroup => ({ name, threshold, members });

describe('two quorums', () => {
  it.each([
    [1, 1, true],
    [2, 1, false],
    [3, 1, false],
    [3, 2, true],
    [4, 2, false],
    [4, 3, true],
    [5, 2, false],
    [5, 3, true],
  ])('of %i witnesses with a threshold of %i meet: %s', (count, threshold, meet) => {
    const names = ABCDE.slice(0, count);
    expect(quorumsMeet(policyOf(names, [group('g', threshold, ...names)], 'g'))).toBe(meet);
  });

  it('of one witness are the same, and none meet nobody', () => {
    expect(quorumsMeet(policyOf(ABCDE, [], 'a'))).toBe(true);
    expect(quorumsMeet(policyOf(ABCDE, [], 'none'))).toBe(false);
  });

  it('meet as trying every way to part the witnesses says, over groups of groups', () => {
    for (const inner of [1, 2, 3]) {
      for (const pair of [1, 2]) {
        for (const outer of [1, 2]) {
          const groups = [group('i', inner, 'a', 'b', 'c'), group('p', pair, 'd', 'e'), group('o', outer, 'i', 'p')];
          const policy = policyOf(ABCDE, groups, 'o');
          expect(quorumsMeet(policy), `${inner} ${pair} ${outer}`).toBe(meetByTrying(policy));
        }
      }
    }
  });
});
