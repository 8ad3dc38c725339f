import { cryptoReady, sha256, signingKey, toHex, utf8 } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { BASIS, BasisCodes } from './basis.js';

await cryptoReady;
const codes = new BasisCodes(signingKey(new Uint8Array(32).fill(1)));
const given = { coach: 'coach-1', pseudonym: 'ab'.repeat(16) };

describe('the code of an answer', () => {
  it('carries the digest of its bytes back, over a restart too', () => {
    const code = codes.of(utf8('answer'), given);
    expect(code).toMatch(new RegExp(BASIS));
    const again = new BasisCodes(signingKey(new Uint8Array(32).fill(1)));
    expect(toHex(again.digestOf(code, given) ?? new Uint8Array())).toBe(toHex(sha256(utf8('answer'))));
  });

  it('is of one coach, one person, one answer and one service', () => {
    const code = codes.of(utf8('answer'), given);
    expect(codes.digestOf(code, { ...given, coach: 'coach-2' })).toBeUndefined();
    expect(codes.digestOf(code, { ...given, pseudonym: 'cd'.repeat(16) })).toBeUndefined();
    expect(codes.digestOf(toHex(sha256(utf8('other'))) + code.slice(64), given)).toBeUndefined();
    expect(codes.digestOf(`${code.slice(0, 64)}${'0'.repeat(64)}`, given)).toBeUndefined();
    expect(new BasisCodes(signingKey(new Uint8Array(32).fill(2))).digestOf(code, given)).toBeUndefined();
  });
});
