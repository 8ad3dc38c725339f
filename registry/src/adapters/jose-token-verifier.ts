import { TOKEN_AUDIENCE, TOKEN_LIFETIME } from '@fit4work/protocol';
import { decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import type { KnownKey } from '../core/key-set.js';
import type { Clock, TokenVerifier } from '../ports.js';

/** Clocks of whoever signs and whoever checks may differ by this many seconds. */
const SKEW = 30;

/** JWTs by jose: EdDSA only, for a broker's audience only, of five minutes at most. */
export class JoseTokenVerifier implements TokenVerifier {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keyIdOf(token: string): string | undefined {
    try {
      const { kid, alg, typ } = decodeProtectedHeader(token);
      return alg === 'EdDSA' && typ === 'JWT' ? kid : undefined;
    } catch {
      // Whatever the decoder could not read is not a token.
      return undefined;
    }
  }

  async subjectOf(token: string, { x }: KnownKey): Promise<string | undefined> {
    const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'EdDSA');
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['EdDSA'],
        audience: TOKEN_AUDIENCE,
        typ: 'JWT',
        requiredClaims: ['sub', 'aud', 'iat', 'exp'],
        clockTolerance: SKEW,
        maxTokenAge: TOKEN_LIFETIME,
        currentDate: new Date(this.#clock.now() * 1000),
      });
      const { sub, iat, exp } = payload;
      if (iat === undefined || exp === undefined || exp - iat > TOKEN_LIFETIME) return undefined;
      return sub;
    } catch (cause) {
      if (cause instanceof errors.JOSEError) return undefined;
      throw cause;
    }
  }
}
