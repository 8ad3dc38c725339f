import type { RunDocument } from '@fit4work/demo';
import { beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { runOnce } from './demo-process.js';
import { expectRecordedNumbers, expectReferenceNumbers, RECORDINGS } from './recorded.js';

const PEOPLE = 6;
const DAYS = 3;

describeWith(['shared/data/wearables'], `${PEOPLE} recorded people for ${DAYS} days, from wristband to coach`, () => {
  let document: RunDocument;

  beforeAll(async () => {
    document = await runOnce('--replay', RECORDINGS, '--employees', String(PEOPLE), '--days', String(DAYS));
  }, 180_000);

  it('gives the coach exactly the numbers of the recordings', () => {
    expect(document.employees).toHaveLength(PEOPLE);
    expectRecordedNumbers(document, DAYS);
  });

  it('agrees with the published daily sums', () => {
    expect(expectReferenceNumbers(document, DAYS)).toBeGreaterThan(20);
  });

  it('holds every check, and refuses every fourth employee’s heart rate and sleep', () => {
    expect(Object.entries(document.checks).filter(([, holds]) => !holds)).toEqual([]);
    expect(document.employees.map(({ refused }) => refused.length)).toEqual([0, 0, 0, 2, 0, 0]);
    expect(document.employees[3]?.refused).toEqual([
      { metric: 'heart-rate', status: 403 },
      { metric: 'sleep', status: 403 },
    ]);
  });

  it('has every envelope confirmed as stored, and anchored: 96 raw, 24 hours and one day for each day', () => {
    for (const { envelopes, receipts, anchored } of document.employees) {
      expect([envelopes, receipts, anchored]).toEqual([121 * DAYS, 121 * DAYS, 121 * DAYS]);
    }
  });

  it('keeps each process below 200 MiB', () => {
    expect(Object.entries(document.peakRssMiB).filter(([, mib]) => mib >= 200)).toEqual([]);
    expect(Object.keys(document.peakRssMiB).length).toBeGreaterThan(PEOPLE + 6);
  });
});
