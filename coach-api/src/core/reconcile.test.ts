import { describe, expect, it } from 'vitest';
import { type AccountedOpening, dayLine, type Grounds, isSilent, type NamedRecord } from './reconcile.js';

const RECORDS = new Map<string, NamedRecord>([
  ['read', { kind: 'read', time: 1_000, index: 7 }],
  ['unproven', { kind: 'read', time: 1_000, index: undefined }],
  ['erasure', { kind: 'erasure' }],
]);
const openingOf = (grounds: Grounds, time = 1_000): AccountedOpening => ({
  grounds,
  time,
  releases: 1,
  keys: 3,
});
const silent = (grounds: Grounds, time?: number): boolean =>
  isSilent(openingOf(grounds, time), (leaf) => RECORDS.get(leaf));

describe('an opening', () => {
  it.each([
    [['read'], 1_000],
    [['read'], 1_899],
    [['erasure'], 9_999_999],
    [['read', 'erasure'], 1_000],
    ['reseal', 1_000],
  ] as const)('under %j at %i is told', (grounds, time) => {
    expect(silent(grounds, time)).toBe(false);
  });

  it.each([
    ['under nothing', [], 1_000],
    ['under a record that is called as sealing anew is', ['reseal'], 1_000],
    ['under a record that is not there', ['other'], 1_000],
    ['under a read that is not in the log', ['unproven'], 1_000],
    ['before its read', ['read'], 999],
    ['after its read was over', ['read'], 1_900],
    ['of which a part is under nothing', ['read', 'other'], 1_000],
  ] as const)('%s is silent', (_title, leaves, time) => {
    expect(silent(leaves, time)).toBe(true);
  });
});

describe('the line of a day', () => {
  it('has counts and nothing else, and tells none of a few people', () => {
    expect(dayLine({ day: '2026-05-01', reads: 12, openings: 0, resealed: 40, silent: 0 })).toBe(
      'fit4work/openings/v1\n2026-05-01\nreads 12\nopenings 0\nresealed 40\nsilent 0\n',
    );
    const few = [1, 4].map((few) => dayLine({ day: '2026-05-01', reads: few, openings: 5, resealed: few, silent: 1 }));
    expect(new Set(few)).toEqual(
      new Set(['fit4work/openings/v1\n2026-05-01\nreads 1 to 4\nopenings 5\nresealed 1 to 4\nsilent 1\n']),
    );
  });
});
