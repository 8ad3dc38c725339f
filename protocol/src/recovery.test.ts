import { describe, expect, it } from 'vitest';
import { concat, toBase64Url } from './bytes.js';
import { encodeCbor } from './cbor.js';
import { signJws } from './jws.js';
import { AGENT, codeOf, filled, IDENTITY, STRANGER } from './records.fixture.js';
import {
  encodeRecoveryEnvelope,
  encodeRecoveryItem,
  MAX_RECOVERY_PAGE,
  parseRecoveryToken,
  type RecoveryEnvelope,
  readRecoveryEnvelopes,
  readRecoveryItems,
  verifyRecoveryToken,
} from './recovery.js';
import { signRecoveryToken, signToken } from './token.js';

const NOW = 1_775_000_000;
const SUBJECT = toBase64Url(IDENTITY.keyId);
const CLAIMS = { sub: SUBJECT, aud: 'f4w-recovery', iat: NOW, exp: NOW + 300 };
const take = (token: string, now = NOW): void =>
  verifyRecoveryToken(parseRecoveryToken(token), IDENTITY.publicKey, now);
const claiming = (change: object): string => signJws(IDENTITY, 'JWT', { ...CLAIMS, ...change });

describe('a token of recovery', () => {
  it('names the identity that signed it, and lives for its five minutes with 30 seconds about them', () => {
    const token = signRecoveryToken(IDENTITY, NOW);
    expect(parseRecoveryToken(token)).toMatchObject({ subject: IDENTITY.keyId, issued: NOW, expires: NOW + 300 });
    expect(claiming({})).toBe(token);
    for (const now of [NOW - 30, NOW, NOW + 330]) expect(codeOf(() => take(token, now))).toBe('accepted');
    for (const now of [NOW - 31, NOW + 331]) expect(codeOf(() => take(token, now))).toBe('out-of-range');
  });

  it('of somebody else is refused', () => {
    expect(codeOf(() => take(signRecoveryToken(STRANGER, NOW)))).toBe('bad-signature');
    expect(codeOf(() => take(signJws(AGENT, 'JWT', CLAIMS)))).toBe('malformed');
  });

  it('that was made for the broker is refused', () => {
    expect(codeOf(() => take(signToken(IDENTITY, SUBJECT, NOW)))).toBe('malformed');
  });

  it.each([
    ['of no subject', { sub: undefined }],
    ['of a subject that is no text', { sub: 7 }],
    ['of a subject that is no key id', { sub: 'AA' }],
    ['without a time', { iat: undefined, jti: 'x' }],
    ['of half a second', { iat: NOW + 0.5 }],
    ['before time', { iat: -1 }],
    ['without an end', { exp: null }],
    ['with another member', { jti: 'x' }],
  ])('%s is refused', (_, change) => {
    expect(codeOf(() => parseRecoveryToken(claiming(change)))).toBe('malformed');
  });

  it('that would live for longer, or ends before it begins, is refused', () => {
    expect(codeOf(() => take(claiming({ exp: NOW + 301 })))).toBe('out-of-range');
    expect(codeOf(() => take(claiming({ exp: NOW - 1 })))).toBe('out-of-range');
    expect(codeOf(() => take(claiming({ exp: NOW })))).toBe('accepted');
  });

  it('of another type, or that is no object, is refused', () => {
    expect(codeOf(() => parseRecoveryToken(signJws(IDENTITY, 'f4w-grant+jws', CLAIMS)))).toBe('malformed');
    expect(codeOf(() => parseRecoveryToken(signJws(IDENTITY, 'JWT', 7 as unknown as object)))).toBe('malformed');
    expect(codeOf(() => parseRecoveryToken(signJws(IDENTITY, 'JWT', null as unknown as object)))).toBe('malformed');
  });
});

const ITEMS = [
  { position: 3, bytes: filled(5, 1) },
  { position: 9, bytes: filled(0, 1) },
];
const ENVELOPES: readonly RecoveryEnvelope[] = [
  { position: 1, bytes: filled(40, 1), agent: 1, sequence: 1, leaf: filled(32, 2) },
  { position: 2, bytes: null, agent: 0xffff, sequence: Number.MAX_SAFE_INTEGER, leaf: filled(32, 3) },
];

describe('a page of recovery', () => {
  it('is read as it was written; an empty one ends', () => {
    expect(readRecoveryItems(concat(...ITEMS.map(encodeRecoveryItem)))).toEqual(ITEMS);
    expect(readRecoveryEnvelopes(concat(...ENVELOPES.map(encodeRecoveryEnvelope)))).toEqual(ENVELOPES);
    expect([readRecoveryItems(filled(0, 0)), readRecoveryEnvelopes(filled(0, 0))]).toEqual([[], []]);
  });

  it('that is not in ascending order, or has a position twice, is refused', () => {
    const [first, second] = ITEMS.map(encodeRecoveryItem);
    if (first === undefined || second === undefined) throw new RangeError('there are two items');
    expect(codeOf(() => readRecoveryItems(concat(second, first)))).toBe('malformed');
    expect(codeOf(() => readRecoveryItems(concat(first, first)))).toBe('malformed');
  });

  it('of items of another form, or that breaks off, is refused', () => {
    for (const item of [7, [1], [1, 'x'], [-1, filled(1, 0)], [1, filled(1, 0), 2]]) {
      expect(codeOf(() => readRecoveryItems(encodeCbor(item)))).toBe('malformed');
    }
    const [bytes, leaf] = [filled(9, 1), filled(32, 1)];
    for (const item of [
      [-1, bytes, 1, 1, leaf],
      [1, 'x', 1, 1, leaf],
      [1, bytes, 0x1_0000, 1, leaf],
      [1, bytes, 1, -1, leaf],
      [1, bytes, 1, 1, filled(31, 1)],
      [1, bytes, 1, 1],
    ]) {
      expect(codeOf(() => readRecoveryEnvelopes(encodeCbor(item)))).toBe('malformed');
    }
    expect(codeOf(() => readRecoveryItems(encodeCbor([1, bytes]).subarray(0, -1)))).toBe('malformed');
  });

  it('above 4 MiB is refused before it is read', () => {
    expect(codeOf(() => readRecoveryItems(filled(MAX_RECOVERY_PAGE + 1, 0)))).toBe('too-large');
    expect(codeOf(() => readRecoveryItems(filled(MAX_RECOVERY_PAGE, 0)))).toBe('malformed');
  });
});
