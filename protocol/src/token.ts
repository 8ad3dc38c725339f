import { toBase64Url } from './bytes.js';
import { readText, readTime } from './cbor.js';
import { signJws } from './jws.js';
import type { SigningKey } from './signature.js';

/* Tokens (SPEC.md section 17): how a client of the broker, and a person who recovers, proves who it is. */

export const TOKEN_AUDIENCE = 'f4w-broker';
export const RECOVERY_AUDIENCE = 'f4w-recovery';
/** Seconds that a token lives. */
export const TOKEN_LIFETIME = 300;

/**
 * A JWT (RFC 7519, EdDSA) that the client signs itself and gives as its MQTT password.
 *
 * @param subject the MQTT user name: a pseudonym in hexadecimal, `coach-api` or `anchor`
 * @param now Unix seconds
 * @throws ProtocolError `malformed`
 */
export const signToken = (key: SigningKey, subject: string, now: number): string =>
  signClaims(key, { subject: readText(subject, 'the subject'), audience: TOKEN_AUDIENCE, now });

/**
 * A JWT that the identity signs and gives to the coach API as its bearer token, to recover what is stored (clause 17.3).
 *
 * @param now Unix seconds
 * @throws ProtocolError `malformed`
 */
export const signRecoveryToken = (identity: SigningKey, now: number): string =>
  signClaims(identity, { subject: toBase64Url(identity.keyId), audience: RECOVERY_AUDIENCE, now });

function signClaims(
  key: SigningKey,
  { subject, audience, now }: { readonly subject: string; readonly audience: string; readonly now: number },
): string {
  const times = { iat: readTime(now, 'the time'), exp: now + TOKEN_LIFETIME };
  return signJws(key, 'JWT', { sub: subject, aud: audience, ...times });
}
