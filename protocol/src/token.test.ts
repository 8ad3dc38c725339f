import { expect, it } from 'vitest';
import { parseJws, verifyJws } from './jws.js';
import { AGENT, codeOf } from './records.fixture.js';
import { signToken, TOKEN_AUDIENCE, TOKEN_LIFETIME } from './token.js';

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
