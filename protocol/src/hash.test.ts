import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { toHex } from './bytes.js';
import { deriveKey, hmacLabel, leafOf, sha256, utf8 } from './hash.js';
import { pureHasher, useHasher } from './hasher.js';
import { filled } from './records.fixture.js';

it('SHA-256 of "abc" is that of FIPS 180-4, and a leaf is nothing else', () => {
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(toHex(sha256(utf8('abc')))).toBe(digest);
  expect(toHex(leafOf(utf8('abc')))).toBe(digest);
});

describe('HMAC-SHA-256 over a label', () => {
  it('is not changed by a hasher that failed while another was made', () => {
    const right = hmacLabel(filled(32, 7), 'f4w/v1/kid');
    let turn = 0;
    useHasher({
      sha256: (bytes) => {
        turn += 1;
        if (turn === 9) throw new RangeError('out of memory');
        return pureHasher.sha256(bytes);
      },
    });
    try {
      expect(() => hmacLabel(filled(64, 0xff), 'f4w/v1/kid')).toThrow('out of memory');
      expect(hmacLabel(filled(32, 7), 'f4w/v1/kid')).toEqual(right);
    } finally {
      useHasher(pureHasher);
    }
  });

  /** @source RFC 4231: those cases whose data are text. */
  it.each([
    [1, filled(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      2,
      utf8('Jefe'),
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      6,
      filled(131, 0xaa),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      7,
      filled(131, 0xaa),
      'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ])('is that of RFC 4231 case %i', (_, ...given) => {
    const [key, label, mac] = given;
    expect(toHex(hmacLabel(key, label))).toBe(mac);
  });

  it('is what another author makes of keys about as long as a block', () => {
    for (const length of [0, 1, 63, 64, 65, 66]) {
      const key = filled(length, 0xc3);
      expect(toHex(hmacLabel(key, 'é'))).toBe(toHex(hmac(nobleSha256, key, utf8('é'))));
    }
  });

  it('leaves the key as it was, and nothing of it in what was hashed', () => {
    const hashed: Uint8Array[] = [];
    useHasher({
      sha256: (bytes) => {
        hashed.push(bytes);
        return pureHasher.sha256(bytes);
      },
    });
    hashed.length = 0;
    const key = filled(32, 7);
    hmacLabel(key, 'label');
    useHasher(pureHasher);
    expect(key).toEqual(filled(32, 7));
    expect(hashed).toEqual([filled(64 + 5, 0), filled(96, 0)]);
  });
});

it('derived keys differ by label and by secret', () => {
  const keys = [filled(32, 1), filled(32, 2)].flatMap((root) =>
    ['a', 'b'].map((label) => toHex(deriveKey(root, label))),
  );
  expect(new Set(keys).size).toBe(4);
});

/** @source RFC 5869 has no case with an empty salt and 32 bytes; the value is OpenSSL's (node:crypto hkdfSync). */
it('a derived key is that of HKDF-SHA-256 with an empty salt', () => {
  expect(toHex(deriveKey(filled(32, 1), 'f4w/v1/identity'))).toBe(
    'ca1dfe9ff0a29cc3b55ea484e840061279998f64f704981b9f43849c72b274f2',
  );
});
