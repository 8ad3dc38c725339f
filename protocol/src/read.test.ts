import { describe, expect, it } from 'vitest';
import { encodeCbor, fields } from './cbor.js';
import { sign1 } from './cose.js';
import { openRead, type Read, signRead } from './read.js';
import { COACH_API, codeOf, filled, flipped, READ, STRANGER } from './records.fixture.js';

const BYTES = signRead(READ, COACH_API);

/** A signed read with one field changed. */
function signed(key: number, value: unknown): Uint8Array {
  const { pseudonym, coach, purpose, from, until, grants, time, salt } = READ;
  const values: readonly unknown[] = [1, pseudonym, coach, purpose, [0, 2], 2, from, until, grants, time, salt];
  return sign1(COACH_API, 'read', encodeCbor(fields(...values.map((old, i) => (i === key ? value : old)))));
}

describe('a read', () => {
  it('says what the coach API signed', () => {
    expect(openRead(BYTES, COACH_API.publicKey)).toEqual(READ);
    expect(signed(0, 1)).toEqual(BYTES);
  });

  it('of another key or with a bit turned is refused', () => {
    expect(codeOf(() => openRead(BYTES, STRANGER.publicKey))).toBe('bad-signature');
    expect(codeOf(() => openRead(flipped(BYTES, BYTES.length - 1), COACH_API.publicKey))).toBe('bad-signature');
  });

  it.each([
    ['of another version', [0, 2], 'unsupported-version'],
    ['of a coach of 257 characters', [2, 'x'.repeat(257)], 'malformed'],
    ['of an unknown metric', [4, [3]], 'malformed'],
    ['of four metrics', [4, [0, 1, 2, 0]], 'malformed'],
    ['of nothing', [4, []], 'out-of-range'],
    ['of one metric twice', [4, [1, 1]], 'out-of-range'],
    ['of an unknown granularity', [5, 3], 'malformed'],
    ['of a day that does not exist', [6, '2026-02-30'], 'malformed'],
    ['that ends before it begins', [7, '2026-02-28'], 'out-of-range'],
    ['resting on 65 grants', [8, Array.from({ length: 65 }, () => filled(32, 0))], 'malformed'],
    ['with a short salt', [10, filled(16, 0)], 'malformed'],
  ] as const)('%s is refused', (_, [key, value], code) => {
    expect(codeOf(() => openRead(signed(key, value), COACH_API.publicKey))).toBe(code);
  });

  it('that nobody would accept is not signed', () => {
    const wrong: readonly (readonly [Partial<Read>, string])[] = [
      [{ metrics: [] }, 'out-of-range'],
      [{ from: '2026-04-01' }, 'out-of-range'],
      [{ coach: 'x'.repeat(257) }, 'malformed'],
      [{ salt: filled(31, 0) }, 'malformed'],
    ];
    for (const [change, code] of wrong) expect(codeOf(() => signRead({ ...READ, ...change }, COACH_API))).toBe(code);
  });
});
