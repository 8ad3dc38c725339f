import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.js';
import { ofAll, type PhaseResult } from './phase-result.js';
import { byKind, rowOf, usedBetween } from './row.js';
import { storeRows } from './stores.js';
import { costsTable, memoryTable, storesTable, timesTable } from './table.js';

const counts = (...seconds: readonly number[]): Histogram['counts'] => {
  const histogram = new Histogram();
  for (const each of seconds) histogram.record(each * 1_000_000);
  return histogram.counts;
};
const result: PhaseResult = {
  ...{ due: 4, received: 4, included: 3, receipts: [counts(0.1, 0.2), counts(0.3, 0.4)], inclusions: counts(1, 1, 2) },
  ...{
    seconds: 2.5,
    cpuSeconds: 0.008,
    up: 4_000,
    down: 800,
    resent: 2,
    left: 0,
    failures: 1,
    checkpoints: 2,
    logBytes: 3_000,
  },
};

describe('row', () => {
  it('tells times in seconds, what is missing, and costs for an envelope', () => {
    const row = rowOf({ name: 'some', result, spread: 2, used: { broker: 0.004 } });
    expect(row).toMatchObject({ name: 'some', perSecond: 2, people: 1_428, envelopes: 4, missing: 1, seconds: 2.5 });
    expect(row.receipt.p50).toBeCloseTo(0.2, 2);
    expect(row.halves[0]).toBeCloseTo(0.2, 2);
    expect(row.halves[1]).toBeCloseTo(0.4, 2);
    expect(row.inclusion.most).toBeCloseTo(2, 1);
    expect(row.cpu).toEqual({ broker: 1, players: 2 });
    expect(row.wire).toEqual({ up: 1_000, down: 200 });
    expect(row.logBytes).toBe(1_500);
  });

  it('adds up what several processes of players saw, who all see the same checkpoints', () => {
    const both = ofAll([result, { ...result, seconds: 9 }]);
    expect(both).toMatchObject({ due: 8, received: 8, included: 6, seconds: 9, up: 8_000, checkpoints: 2 });
    expect(Histogram.of(both.inclusions).total).toBe(6);
  });

  it('counts witnesses as one kind and makers of keys as none', () => {
    expect(byKind({ 'witness-a': 1, 'witness-b': 2, keygen: 5, broker: 3 })).toEqual({ witnesses: 3, broker: 3 });
    expect(byKind({ 'witness-a': 70, 'witness-b': 60 }, Math.max)).toEqual({ witnesses: 70 });
    expect(usedBetween({ broker: 1 }, { broker: 3, anchor: 2 })).toEqual({ broker: 2, anchor: 2 });
  });

  it('reckons what a store takes of a person in a year from what an envelope added', () => {
    const [store] = storeRows({ log: 1_000 }, { log: 3_000 }, 20);
    expect(store).toEqual({ name: 'log', envelope: 100, year: 4_420_000 });
  });

  it('is told as a table that has every figure', () => {
    const rows = [rowOf({ name: 'some', result, spread: 2, used: { broker: 0.004 } })];
    expect(timesTable(rows)).toMatch(/some\s+2\s+1428\s+4\s+1/);
    expect(costsTable(rows)).toMatch(/broker\s+players\s+bytes up\s+down\n.*\nsome\s+1\s+2\s+1000\s+200/);
    expect(memoryTable({ broker: 120 })).toMatch(/broker\s+120/);
    expect(storesTable(storeRows({}, { log: 2_000 }, 20))).toMatch(/log\s+100\s+4.22/);
  });
});
