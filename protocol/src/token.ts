import { readText, readTime } from './cbor.js';
import { signJws } from './jws.js';
import type { SigningKey } from './signature.js';

/* Tokens (SPEC.md section 17): how a client of the broker proves who it is. */

export const TOKEN_AUDIENCE = 'f4w-broker';
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
  signJws(key, 'JWT', {
    ...{ sub: readText(subject, 'the subject'), aud: TOKEN_AUDIENCE },
    ...{ iat: readTime(now, 'the time'), exp: now + TOKEN_LIFETIME },
  });
