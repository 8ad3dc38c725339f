import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from './bytes.js';
import { encodeCbor, fields } from './cbor.js';
import { civilDayBounds } from './civil-day.js';
import { sign1 } from './cose.js';
import { erasedDigest, openErasure, openErasureCertificate, signErasure, signErasureCertificate } from './erasure.js';
import { sha256 } from './hash.js';
import {
  AGENT,
  COACH_API,
  codeOf,
  ERASURE,
  ERASURE_CERTIFICATE,
  filled,
  flipped,
  IDENTITY,
  STRANGER,
} from './records.fixture.js';

describe('an erasure', () => {
  const bytes = signErasure(ERASURE, IDENTITY);
  const body = [
    1,
    ERASURE.pseudonym,
    '2026-03-29',
    '2026-03-29',
    ERASURE.start,
    ERASURE.end,
    ERASURE.issued,
    ERASURE.salt,
  ];
  const changed = (key: number, value: unknown): string =>
    codeOf(() =>
      openErasure(
        sign1(IDENTITY, 'erasure', encodeCbor(fields(...body.map((old, i) => (i === key ? value : old))))),
        IDENTITY.publicKey,
      ),
    );

  it('says what the employee signed: here the civil day of 23 hours', () => {
    expect(openErasure(bytes, IDENTITY.publicKey)).toEqual(ERASURE);
    expect(civilDayBounds('2026-03-29', 'Europe/Brussels')).toEqual({ start: ERASURE.start, end: ERASURE.end });
    expect(sign1(IDENTITY, 'erasure', encodeCbor(fields(...body)))).toEqual(bytes);
  });

  it('of an agent, of anybody else or with a bit turned is refused', () => {
    for (const key of [AGENT, STRANGER]) {
      expect(codeOf(() => openErasure(signErasure(ERASURE, key), IDENTITY.publicKey))).toBe('bad-signature');
    }
    expect(codeOf(() => openErasure(flipped(bytes, bytes.length - 1), IDENTITY.publicKey))).toBe('bad-signature');
  });

  it.each([
    ['of another version', [0, 2], 'unsupported-version'],
    ['of a short pseudonym', [1, filled(15, 0)], 'malformed'],
    ['from a day that does not exist', [2, '2026-02-30'], 'malformed'],
    ['whose last day comes first', [3, '2026-03-28'], 'out-of-range'],
    ['that begins as it ends', [4, ERASURE.end], 'out-of-range'],
    ['that ends before it begins', [5, ERASURE.start - 1], 'out-of-range'],
    ['issued before time', [6, -1], 'malformed'],
    ['with a short salt', [7, filled(31, 0)], 'malformed'],
  ] as const)('%s is refused', (_, [key, value], code) => {
    expect(changed(key, value)).toBe(code);
  });

  it('that nobody would accept is not signed', () => {
    expect(codeOf(() => signErasure({ ...ERASURE, until: '2026-03-28' }, IDENTITY))).toBe('out-of-range');
  });
});

describe('a certificate of erasure', () => {
  const bytes = signErasureCertificate(ERASURE_CERTIFICATE, COACH_API);
  const { pseudonym, erasure, envelopes, digest, time, salt } = ERASURE_CERTIFICATE;
  const body = [1, pseudonym, erasure, envelopes, digest, time, salt];
  const changed = (key: number, value: unknown): string =>
    codeOf(() =>
      openErasureCertificate(
        sign1(COACH_API, 'erasure-certificate', encodeCbor(fields(...body.map((old, i) => (i === key ? value : old))))),
        COACH_API.publicKey,
      ),
    );

  it('says what the coach API signed', () => {
    expect(openErasureCertificate(bytes, COACH_API.publicKey)).toEqual(ERASURE_CERTIFICATE);
    expect(sign1(COACH_API, 'erasure-certificate', encodeCbor(fields(...body)))).toEqual(bytes);
  });

  it('of another key or with a bit turned is refused', () => {
    expect(codeOf(() => openErasureCertificate(bytes, STRANGER.publicKey))).toBe('bad-signature');
    expect(codeOf(() => openErasureCertificate(flipped(bytes, bytes.length - 1), COACH_API.publicKey))).toBe(
      'bad-signature',
    );
  });

  it.each([
    ['of another version', [0, 2], 'unsupported-version'],
    ['of a short pseudonym', [1, filled(15, 0)], 'malformed'],
    ['of a short leaf', [2, filled(31, 0)], 'malformed'],
    ['of less than no envelopes', [3, -1], 'malformed'],
    ['with a short digest', [4, filled(31, 0)], 'malformed'],
    ['before time', [5, -1], 'malformed'],
    ['with a short salt', [6, filled(31, 0)], 'malformed'],
  ] as const)('%s is refused', (_, [key, value], code) => {
    expect(changed(key, value)).toBe(code);
  });

  it('that nobody would accept is not signed', () => {
    expect(codeOf(() => signErasureCertificate({ ...ERASURE_CERTIFICATE, envelopes: -1 }, COACH_API))).toBe(
      'malformed',
    );
  });
});

describe('the digest of what was erased', () => {
  it('is of the leaves in ascending order', () => {
    expect(erasedDigest([])).toEqual(sha256(new Uint8Array(0)));
    expect(erasedDigest([filled(32, 2), filled(32, 1)])).toEqual(sha256(concat(filled(32, 1), filled(32, 2))));
  });

  it('is found for the envelopes of many years', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => Uint8Array.of(i, i >> 8, i >> 16, ...new Uint8Array(29)));
    expect(erasedDigest(many)).toHaveLength(32);
    expect(erasedDigest(many)).toEqual(erasedDigest([...many].reverse()));
  });

  it('depends on no order and no repetition', () => {
    const leaf = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 8 }), (leaves) => {
        expect(erasedDigest([...leaves, ...leaves].reverse())).toEqual(erasedDigest(leaves));
      }),
    );
  });
});
