import { cryptoReady, sha256, signingKey, toHex, utf8 } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { BASIS, BasisCodes } from './basis.js';

await cryptoReady;
const codes = new BasisCodes(signingKey(new Uint8Array(32).fill(1)));
const GRANT = 'ef'.repeat(32);
const given = { coach: 'coach-1', pseudonym: 'ab'.repeat(16) };

describe('the code of an answer', () => {
  it('carries the digest of its bytes back, over a restart too', () => {
    const code = codes.of(utf8('answer'), given, [GRANT]);
    expect(code).toMatch(new RegExp(BASIS));
    const again = new BasisCodes(signingKey(new Uint8Array(32).fill(1)));
    expect(again.read(code, given)).toEqual({ digest: sha256(utf8('answer')), grants: [GRANT] });
  });

  it('is of one coach, one person, one answer, its grants and one service', () => {
    const code = codes.of(utf8('answer'), given, [GRANT]);
    expect(codes.read(code.replace(GRANT, 'de'.repeat(32)), given)).toBeUndefined();
    expect(codes.read(code.slice(0, 128), given)).toBeUndefined();
    expect(codes.read(code + GRANT, given)).toBeUndefined();
    expect(codes.read(code, { ...given, coach: 'coach-2' })).toBeUndefined();
    expect(codes.read(code, { ...given, pseudonym: 'cd'.repeat(16) })).toBeUndefined();
    expect(codes.read(toHex(sha256(utf8('other'))) + code.slice(64), given)).toBeUndefined();
    expect(codes.read(`${code.slice(0, 64)}${'0'.repeat(64)}${GRANT}`, given)).toBeUndefined();
    expect(new BasisCodes(signingKey(new Uint8Array(32).fill(2))).read(code, given)).toBeUndefined();
  });
});
