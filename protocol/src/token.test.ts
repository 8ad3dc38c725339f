import { expect, it } from 'vitest';
import { toBase64Url } from './bytes.js';
import { parseJws, verifyJws } from './jws.js';
import { AGENT, codeOf, IDENTITY } from './records.fixture.js';
import { RECOVERY_AUDIENCE, signRecoveryToken, signToken, TOKEN_AUDIENCE, TOKEN_LIFETIME } from './token.js';

it('a token names its subject, its audience and its five minutes, under the key of its client', () => {
  const jws = parseJws(signToken(AGENT, 'coach-api', 1000));
  expect(jws.type).toBe('JWT');
  expect(jws.keyId).toEqual(AGENT.keyId);
  expect(jws.payload).toEqual({ sub: 'coach-api', aud: TOKEN_AUDIENCE, iat: 1000, exp: 1000 + TOKEN_LIFETIME });
  expect(codeOf(() => verifyJws(jws, AGENT.publicKey))).toBe('accepted');
});

it('a token of no time or of a subject that is no name is not made', () => {
  for (const time of [Number.NaN, -1, 0.5, 1e15])
    expect(codeOf(() => signToken(AGENT, 'anchor', time))).toBe('malformed');
  expect(codeOf(() => signToken(AGENT, 'x'.repeat(257), 0))).toBe('malformed');
  expect(codeOf(() => signToken(AGENT, 'anchor', 0))).toBe('accepted');
});

it('a token of recovery names the key that signed it', () => {
  const { payload, keyId } = parseJws(signRecoveryToken(IDENTITY, 1000));
  expect(keyId).toEqual(IDENTITY.keyId);
  expect(payload).toEqual({ sub: toBase64Url(IDENTITY.keyId), aud: RECOVERY_AUDIENCE, iat: 1000, exp: 1300 });
  expect(codeOf(() => signRecoveryToken(IDENTITY, -1))).toBe('malformed');
});
