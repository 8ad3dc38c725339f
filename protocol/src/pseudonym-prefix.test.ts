import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toHex } from './bytes.js';
import { PREFIXES, prefixOf } from './pseudonym-prefix.js';

it('gives each pseudonym one of 256 beginnings, which it begins with', () => {
  expect([new Set(PREFIXES).size, PREFIXES[0], PREFIXES.at(-1)]).toEqual([256, '00', 'ff']);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const pseudonym = toHex(bytes);
      expect(PREFIXES).toContain(prefixOf(pseudonym));
      expect(pseudonym.startsWith(prefixOf(pseudonym))).toBe(true);
    }),
    { seed: 29 },
  );
});
