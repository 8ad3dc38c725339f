import { describe, expect, it } from 'vitest';
import { type Checks, checksOf, type Facts, sentencesOf } from './verdict.js';

const KEPT = {
  during: 'broker killed',
  at: 9,
  broker: 'broker-1',
  confirmed: 1,
  lastRead: 5,
  refused: 6.5,
  brokerStruck: false,
};
const LONG = { ...KEPT, brokerStruck: true, lastRead: 6 };
const GOOD: Facts = {
  ...{ lost: 0, doubled: 0, notOnceInLog: 0, unreceived: 0, unproven: 0, unanchored: 0 },
  ...{ chainVerified: true, witnessQuorum: true, witnessesAgree: true, wrongReads: 0, correctReads: 9 },
  ...{
    withdrawals: [KEPT, LONG, { ...LONG, confirmed: null, lastRead: 9 }, { ...KEPT, lastRead: null }],
    readAfterwards: 0,
  },
};

describe('a run', () => {
  it('is as promised where nothing is amiss, also where a withdrawal was long with a broker that was struck', () => {
    expect(new Set(Object.values(checksOf(GOOD)))).toEqual(new Set([true]));
    expect(sentencesOf(GOOD)).toEqual([]);
  });

  it.each<readonly [keyof Checks, Partial<Facts>, RegExp]>([
    ['noneLost', { lost: 2 }, /^2 envelopes that were sent are not in the database; /],
    ['noneDoubled', { doubled: 1 }, /^1 rows of the database are of no envelope /],
    ['everyEnvelopeInLogOnce', { notOnceInLog: 3 }, /^3 leaves are not in the log exactly once; /],
    ['everyEnvelopeInLogOnce', { unproven: 4 }, /^4 leaves /],
    ['everyEnvelopeInLogOnce', { unanchored: 5 }, /^5 leaves /],
    ['everyEnvelopeHasReceipt', { unreceived: 6 }, /^6 envelopes have no receipt /],
    ['oneChain', { chainVerified: false }, /^The log does not verify /],
    ['oneChain', { witnessQuorum: false }, /^The log does not verify /],
    ['bothWitnessesAgree', { witnessesAgree: false }, /^What a witness cosigned last is not in the log; /],
    ['readsCorrect', { wrongReads: 1 }, /^1 of 10 reads are not what was measured/],
    ['readsCorrect', { correctReads: 0 }, /^0 of 0 reads are not what was measured, .* or there was none; /],
    [
      'withdrawalsInTime',
      { withdrawals: [{ ...LONG, lastRead: 6.1 }] },
      /^1 withdrawals were not effective within 5 seconds \(broker killed\); /,
    ],
    ['withdrawalsInTime', { withdrawals: [KEPT, { ...KEPT, lastRead: 5.1 }] }, /^1 withdrawals /],
    ['withdrawalsInTime', { withdrawals: [{ ...KEPT, confirmed: null, lastRead: 9 }] }, /^1 withdrawals /],
    ['withdrawalsInTime', { readAfterwards: 1 }, /^1 withdrawals /],
    ['withdrawalsInTime', { withdrawals: [] }, /none was made/],
  ])('fails %s, and that alone, and says so in a sentence: %o', (check, change, sentence) => {
    const facts = { ...GOOD, ...change };
    const failed = Object.entries(checksOf(facts)).filter(([, holds]) => !holds);
    expect(failed.map(([name]) => name)).toEqual([check]);
    expect(sentencesOf(facts)).toEqual([expect.stringMatching(sentence)]);
  });
});
