import { createRemoteJWKSet, importJWK, type JWK, type JWTPayload, errors as joseErrors, jwtVerify } from 'jose';
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  PrivateKeyJwt,
  ResponseBodyError,
} from 'openid-client';
import { capacitiesOf } from '../core/capacities.js';
import type { ClientAuthentication, OidcSettings } from '../core/oidc-settings.js';
import { CoachError } from '../error.js';
import type { IdentityProvider, LoginAsk, LogoutNotice, ProviderIdentity } from '../identity/ports.js';

/** Seconds: a provider that does not answer keeps nobody waiting for longer. */
const TIMEOUT = 10;
/** Of a logout token, and what two clocks may differ by, seconds. */
const [TOKEN_AGE, SKEW] = [120, 60];
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Signatures that anybody can verify and the provider alone can make. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

type Jwks = ReturnType<typeof createRemoteJWKSet>;

/** What was discovered of the provider. */
interface Discovered {
  readonly configuration: Configuration;
  readonly jwks: Jwks;
}

/** A provider as its discovery document describes it; it is asked for when it is needed first, and kept. */
export class OpenidProvider implements IdentityProvider {
  readonly #settings: OidcSettings;
  readonly #secret: string;
  #discovered: Promise<Discovered> | undefined;

  /** @param secret text of the file of the client authentication */
  constructor(settings: OidcSettings, secret: string) {
    this.#settings = settings;
    this.#secret = secret;
  }

  async begin({ state, nonce, verifier, maxAge, prompt }: LoginAsk): Promise<string> {
    const { redirectUrl, scopes } = this.#settings;
    const { configuration } = await this.#discover();
    return buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: redirectUrl, scope: scopes.join(' '), state, nonce },
      ...{ code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
      ...{ max_age: String(maxAge), ...(prompt ? { prompt: 'login' } : {}) },
    }).href;
  }

  async finish(query: URLSearchParams, { state, nonce, verifier, maxAge }: LoginAsk): Promise<ProviderIdentity> {
    const { configuration } = await this.#discover();
    const url = new URL(this.#settings.redirectUrl);
    url.search = query.toString();
    try {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, maxAge };
      return this.#identityOf((await authorizationCodeGrant(configuration, url, checks)).claims() ?? {});
    } catch (cause) {
      throw isAway(cause) ? unavailable(cause) : failed(cause);
    }
  }

  async logoutNotice(token: string): Promise<LogoutNotice> {
    const { issuer, clientId } = this.#settings;
    const { jwks } = await this.#discover();
    try {
      const { payload } = await jwtVerify(token, jwks, {
        ...{ issuer, audience: clientId, algorithms: ALGORITHMS },
        ...{ requiredClaims: ['iat', 'jti', 'events'], maxTokenAge: TOKEN_AGE, clockTolerance: SKEW },
      });
      return noticeOf(payload);
    } catch (cause) {
      const verdict = cause instanceof joseErrors.JOSEError && !(cause instanceof joseErrors.JWKSTimeout);
      throw verdict || cause instanceof CoachError ? badToken(cause) : unavailable(cause);
    }
  }

  async endAddress(): Promise<string | undefined> {
    try {
      const { configuration } = await this.#discover();
      if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
      const after = `${new URL(this.#settings.redirectUrl).origin}/`;
      return buildEndSessionUrl(configuration, { post_logout_redirect_uri: after }).href;
    } catch {
      // The session here has ended all the same.
      return undefined;
    }
  }

  #identityOf(claims: Readonly<Record<string, unknown>>): ProviderIdentity {
    const { subjectClaim, capacitiesClaim } = this.#settings;
    const { sub, sid, auth_time: authTime } = claims;
    const subject = claims[subjectClaim];
    if (typeof sub !== 'string' || typeof subject !== 'string' || typeof authTime !== 'number') throw failed(undefined);
    return {
      ...{ sub, subject, authTime, sid: typeof sid === 'string' ? sid : undefined },
      capacities: capacitiesOf(claims[capacitiesClaim]),
    };
  }

  /** One at a time; a discovery that failed is tried again by the next who needs it. */
  #discover(): Promise<Discovered> {
    this.#discovered ??= this.#ask().catch((cause: unknown) => {
      this.#discovered = undefined;
      throw unavailable(cause);
    });
    return this.#discovered;
  }

  async #ask(): Promise<Discovered> {
    const { issuer, clientId, clientAuthentication } = this.#settings;
    const insecure = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
    const configuration = await discovery(
      new URL(issuer),
      clientId,
      undefined,
      await authenticationOf(clientAuthentication, this.#secret),
      { timeout: TIMEOUT, execute: [...insecure, enableNonRepudiationChecks] },
    );
    const jwks = new URL(String(configuration.serverMetadata().jwks_uri));
    return { configuration, jwks: createRemoteJWKSet(jwks, { timeoutDuration: TIMEOUT * 1_000 }) };
  }
}

async function authenticationOf({ method }: ClientAuthentication, secret: string): Promise<ClientAuth> {
  if (method === 'client_secret_basic') return ClientSecretBasic(secret);
  if (method === 'client_secret_post') return ClientSecretPost(secret);
  const jwk: JWK = JSON.parse(secret);
  const key = await importJWK(jwk, jwk.alg);
  // A secret that both sides have would be a method of another name.
  if (key instanceof Uint8Array) throw new CoachError('bad-config', 'The key of private_key_jwt is no private key.');
  return PrivateKeyJwt(jwk.kid === undefined ? key : { key, kid: jwk.kid });
}

/** OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6. @throws CoachError `bad-request` */
function noticeOf({ sub, sid, jti, iat, nonce, events }: JWTPayload): LogoutNotice {
  const isLogout = typeof events === 'object' && events !== null && LOGOUT_EVENT in events;
  // With a nonce it would be an ID token, which is given to others too.
  const ids = { sub, sid: typeof sid === 'string' ? sid : undefined };
  const isNamed = ids.sub !== undefined || ids.sid !== undefined;
  if (!isLogout || nonce !== undefined || !isNamed || typeof jti !== 'string' || iat === undefined) {
    throw badToken(undefined);
  }
  return { ...ids, jti, expires: iat + TOKEN_AGE + SKEW };
}

/** Whether nothing was said, rather than no. */
function isAway(cause: unknown): boolean {
  if (cause instanceof AuthorizationResponseError || cause instanceof ResponseBodyError) return false;
  if (cause instanceof TypeError && cause.message === 'fetch failed') return true;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
}

const failed = (cause: unknown): CoachError =>
  new CoachError('login-failed', 'This login could not be completed: begin again at /v1/login.', { cause });
const unavailable = (cause: unknown): CoachError =>
  new CoachError('provider-unavailable', 'The identity provider does not answer: try again in a minute.', { cause });
const badToken = (cause: unknown): CoachError =>
  new CoachError('bad-request', 'This is no logout token of the identity provider for this service.', { cause });
