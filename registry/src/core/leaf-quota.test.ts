import { describe, expect, it } from 'vitest';
import { LEAF_ALLOWANCES, LeafQuota, parseLeafAllowance } from './leaf-quota.js';
import type { Principal } from './principal.js';

const ANN: Principal = { kind: 'agent', pseudonym: 'a'.repeat(32) };
const BOB: Principal = { kind: 'agent', pseudonym: 'b'.repeat(32) };
const API: Principal = { kind: 'coach-api' };
const DAY = 86_400;

function leavesOf(from: number, to: number): Uint8Array[] {
  return Array.from({ length: to - from }, (_, i) => {
    const leaf = new Uint8Array(32);
    new DataView(leaf.buffer).setUint32(28, from + i);
    return leaf;
  });
}

/** Sends a stretch of leaves as agents do. @returns the first wait, 0 when all passed */
function sendAll(quota: LeafQuota, principal: Principal, [from, to, now]: readonly [number, number, number]): number {
  for (let at = from; at < to; at += 1024) {
    const wait = quota.spend(principal, leavesOf(at, Math.min(to, at + 1024)), now);
    if (wait > 0) return wait;
  }
  return 0;
}

describe('what a party may send to the log', () => {
  it('lets an agent pass that was recovered with a year of envelopes and records, and then its days', () => {
    const quota = new LeafQuota(LEAF_ALLOWANCES);
    expect(sendAll(quota, ANN, [0, 45_000, 0])).toBe(0);
    for (let day = 1; day < 400; day += 1) {
      expect(sendAll(quota, ANN, [day * 100_000, day * 100_000 + 150, day * DAY])).toBe(0);
    }
  });

  it('stops an agent that floods, and gives it so many a day from there', () => {
    const quota = new LeafQuota(LEAF_ALLOWANCES);
    expect(sendAll(quota, ANN, [0, 65_536, 0])).toBe(0);
    expect(quota.spend(ANN, leavesOf(70_000, 70_001), 0)).toBe(22);
    expect(quota.spend(ANN, leavesOf(70_000, 71_024), 0)).toBe(DAY / 4);
    expect(sendAll(quota, ANN, [100_000, 104_096, DAY])).toBe(0);
    expect(quota.spend(ANN, leavesOf(110_000, 110_001), DAY)).toBeGreaterThan(0);
    expect(quota.spend(BOB, leavesOf(120_000, 121_024), DAY)).toBe(0);
  });

  it('takes nothing for a leaf that was paid for, in the same message or by another, and keeps none that was refused', () => {
    const quota = new LeafQuota({ ...LEAF_ALLOWANCES, agent: { atOnce: 1024, perDay: 1 } });
    const thousand = leavesOf(0, 1000);
    for (let i = 0; i < 9; i += 1) expect(quota.spend(ANN, [...thousand, ...thousand], 0)).toBe(0);
    expect(quota.spend(BOB, [...thousand, ...leavesOf(2000, 3024)], 0)).toBe(0);
    expect(quota.spend(ANN, leavesOf(5000, 5100), 0)).toBeGreaterThan(0);
    expect(quota.spend(ANN, leavesOf(5000, 5100), 0)).toBeGreaterThan(0);
  });

  it('takes a leaf for another that is the same but for a bit', () => {
    const quota = new LeafQuota({ ...LEAF_ALLOWANCES, agent: { atOnce: 1024, perDay: 1 } });
    quota.spend(ANN, leavesOf(0, 1024), 0);
    const [leaf = new Uint8Array(32)] = leavesOf(0, 1);
    expect(quota.spend(ANN, [leaf.with(31, 1).with(0, 1)], 0)).toBeGreaterThan(0);
  });

  it('lets a service send for thousands of people', () => {
    const quota = new LeafQuota(LEAF_ALLOWANCES);
    expect(sendAll(quota, API, [0, 500_000, 0])).toBe(0);
  });
});

describe('an allowance as an operator writes it', () => {
  it('is leaves at once and leaves a day', () => {
    expect(parseLeafAllowance('1024 1')).toEqual({ atOnce: 1024, perDay: 1 });
  });

  it.each([['1023 5'], ['65536'], ['65536 0'], ['65536,4096'], ['-1 5'], ['1e9 5'], ['']])(
    'is refused as "%s"',
    (text) => {
      expect(parseLeafAllowance(text)).toBeUndefined();
    },
  );
});
