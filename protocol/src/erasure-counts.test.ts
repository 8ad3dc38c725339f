import { describe, expect, it } from 'vitest';
import { encodeCbor, fields } from './cbor.js';
import { sign1 } from './cose.js';
import { flooredMonths, openErasureCounts, signErasureCounts } from './erasure-counts.js';
import { COACH_API, codeOf, ERASURE_COUNTS, flipped, STRANGER } from './records.fixture.js';

const BYTES = signErasureCounts(ERASURE_COUNTS, COACH_API);
const open = (bytes: Uint8Array) => openErasureCounts(bytes, COACH_API.publicKey);

describe('counts of erasures', () => {
  it('are told as they were signed', () => {
    expect(open(BYTES)).toEqual(ERASURE_COUNTS);
  });

  it('never tell a count of a few, nor leave such a month out', () => {
    const counts = new Map([
      ['2026-11', 4],
      ['2026-09', 1],
      ['2026-10', 5],
    ]);
    expect(flooredMonths(counts)).toEqual([
      { month: '2026-09', certificates: null },
      { month: '2026-10', certificates: 5 },
      { month: '2026-11', certificates: null },
    ]);
  });

  it('by a stranger or with a bit turned are refused', () => {
    expect(codeOf(() => open(signErasureCounts(ERASURE_COUNTS, STRANGER)))).toBe('bad-signature');
    expect(codeOf(() => open(flipped(BYTES, BYTES.length - 1)))).toBe('bad-signature');
  });

  it.each([
    ['of another version', [2, [], 0], 'unsupported-version'],
    ['that tell four', [1, [['2026-11', 4]], 0], 'out-of-range'],
    ['of a month of no calendar', [1, [['2026-13', 5]], 0], 'malformed'],
    ['of a day', [1, [['2026-11-01', 5]], 0], 'malformed'],
    ['out of order', [1, ['2026-11', '2026-10'].map((month) => [month, 5]), 0], 'not-canonical'],
    ['with a month twice', [1, ['2026-11', '2026-11'].map((month) => [month, 5]), 0], 'not-canonical'],
    ['of more than ten years', [1, Array.from({ length: 121 }, () => ['2026-11', 5]), 0], 'malformed'],
    ['before time', [1, [], -1], 'malformed'],
  ])('%s are refused', (_, body, code) => {
    expect(codeOf(() => open(sign1(COACH_API, 'erasure-counts', encodeCbor(fields(...body)))))).toBe(code);
  });

  it('that nobody would accept are not signed', () => {
    const months = [{ month: '2026-11', certificates: 1 }];
    expect(codeOf(() => signErasureCounts({ months, issued: 0 }, COACH_API))).toBe('out-of-range');
  });
});
