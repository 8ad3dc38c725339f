import { expect, it } from 'vitest';
import { toHex } from './bytes.js';
import { deriveKey, hmacLabel, leafOf, sha256, utf8 } from './hash.js';
import { filled } from './records.fixture.js';

it('SHA-256 of "abc" is that of FIPS 180-4, and a leaf is nothing else', () => {
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(toHex(sha256(utf8('abc')))).toBe(digest);
  expect(toHex(leafOf(utf8('abc')))).toBe(digest);
});

it('HMAC-SHA-256 is that of RFC 4231 case 1', () => {
  expect(toHex(hmacLabel(filled(20, 0x0b), 'Hi There'))).toBe(
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  );
});

it('derived keys differ by label and by secret', () => {
  const keys = [filled(32, 1), filled(32, 2)].flatMap((root) =>
    ['a', 'b'].map((label) => toHex(deriveKey(root, label))),
  );
  expect(new Set(keys).size).toBe(4);
});
