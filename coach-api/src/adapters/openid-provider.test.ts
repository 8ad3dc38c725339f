import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OidcSettings, readOidcSettings } from '../core/oidc-settings.js';
import type { LoginAsk } from '../identity/ports.js';
import { OpenidProvider } from './openid-provider.js';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

const ASK: LoginAsk = { state: 's', nonce: 'n', verifier: 'v'.repeat(43), maxAge: 600, prompt: false };
const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const now = (): number => Math.floor(Date.now() / 1000);

let server: Server;
let issuer: string;
let ours: Pair;
let others: Pair;
let idToken: string;
let tokenStatus: number;
let asked: URLSearchParams;
let authorization: string | undefined;

/** A provider that says whatever a test makes it say. */
beforeEach(async () => {
  [ours, others] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk = { ...(await exportJWK(ours.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
  tokenStatus = 200;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      if (request.url === '/token') {
        asked = new URLSearchParams(body);
        authorization = request.headers.authorization;
      }
      const answers: Record<string, object> = {
        '/.well-known/openid-configuration': metadata(),
        '/keys': { keys: [jwk] },
        '/token':
          tokenStatus === 200
            ? { access_token: 'a', token_type: 'Bearer', id_token: idToken }
            : { error: 'invalid_grant' },
      };
      response.writeHead(request.url === '/token' ? tokenStatus : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answers[request.url ?? '']));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const metadata = () => ({
  ...{
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
  },
  ...{ response_types_supported: ['code'], subject_types_supported: ['public'] },
  id_token_signing_alg_values_supported: ['RS256'],
});

const settings = (change: object = {}): OidcSettings =>
  readOidcSettings({
    ...{ version: 1, issuer, clientId: 'us', redirectUrl: 'https://coach.example/v1/login/callback' },
    ...{ scopes: ['openid'], capacitiesClaim: 'cap', roles: { coach: ['c'] }, subjectClaim: 'vo_id' },
    ...{ clientAuthentication: { method: 'client_secret_basic', file: 'f' }, ...change },
  });

/** Without what is undefined. */
const signed = (claims: Record<string, unknown>, { privateKey }: Pair = ours): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(privateKey);

const identity = (): JWTPayload => ({
  ...{ iss: issuer, aud: 'us', sub: 'a', iat: now(), exp: now() + 60, nonce: 'n' },
  ...{ auth_time: now() - 5, vo_id: '7', cap: ['c', 'd:1,2'], sid: 'there' },
});

const query = (change: Record<string, string> = {}): URLSearchParams =>
  new URLSearchParams({ code: 'x', state: 's', ...change });

describe('who a provider says somebody is', () => {
  it('is believed when it is signed, for this service, and an answer to what was asked', async () => {
    const claims = identity();
    idToken = await signed(claims);
    const found = await new OpenidProvider(settings(), 'secret').finish(query(), ASK);
    expect(found).toEqual({
      ...{ sub: 'a', sid: 'there', subject: '7', authTime: claims.auth_time },
      capacities: ['c', 'd:1', 'd:2'],
    });
    expect(asked.get('code_verifier')).toBe(ASK.verifier);
    expect(authorization).toBe(`Basic ${Buffer.from('us:secret').toString('base64')}`);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['signed by somebody else', () => signed(identity(), others)],
    ['not signed', () => new UnsecuredJWT(identity()).encode()],
    [
      'signed with what both know',
      () => new SignJWT(identity()).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32)),
    ],
    ['for another service', () => signed({ ...identity(), aud: 'them' })],
    ['of another provider', () => signed({ ...identity(), iss: 'https://evil.example' })],
    ['an answer to another question', () => signed({ ...identity(), nonce: 'm' })],
    ['an answer to no question', () => signed({ ...identity(), nonce: undefined })],
    ['over', () => signed({ ...identity(), exp: now() - 60 })],
    ['of a login that is too old', () => signed({ ...identity(), auth_time: now() - 700 })],
    ['without the time of the login', () => signed({ ...identity(), auth_time: undefined })],
    ['without the name of somebody', () => signed({ ...identity(), vo_id: undefined })],
  ])('is not believed when it is %s', async (_title, token) => {
    idToken = await token();
    const provider = new OpenidProvider(settings(), 'secret');
    await expect(provider.finish(query(), ASK)).rejects.toMatchObject({ code: 'login-failed' });
  });

  it.each([
    ['brings another state', { state: 't' }],
    ['brings an error', { error: 'access_denied' }],
    ['comes from another issuer', { iss: 'https://evil.example' }],
  ])('is not asked for when the browser %s', async (_title, change) => {
    idToken = await signed(identity());
    asked = new URLSearchParams();
    const provider = new OpenidProvider(settings(), 'secret');
    await expect(provider.finish(query(change), ASK)).rejects.toMatchObject({ code: 'login-failed' });
    expect([...asked]).toEqual([]);
  });

  it('is not known when the provider refuses the code, and may be known later when it breaks down', async () => {
    const provider = new OpenidProvider(settings(), 'secret');
    tokenStatus = 400;
    await expect(provider.finish(query(), ASK)).rejects.toMatchObject({ code: 'login-failed' });
    tokenStatus = 500;
    await expect(provider.finish(query(), ASK)).rejects.toMatchObject({ code: 'provider-unavailable' });
    server.close();
    server.closeAllConnections();
    await expect(provider.finish(query(), ASK)).rejects.toMatchObject({ code: 'provider-unavailable' });
  });

  it('is asked for with a key of this service where that is how it is known', async () => {
    const client = await generateKeyPair('ES256', { extractable: true });
    const key = JSON.stringify({ ...(await exportJWK(client.privateKey)), alg: 'ES256', kid: 'ours' });
    const method = { clientAuthentication: { method: 'private_key_jwt', file: 'f' } };
    idToken = await signed(identity());
    await new OpenidProvider(settings(method), key).finish(query(), ASK);
    expect(asked.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const [header = ''] = asked.get('client_assertion')?.split('.') ?? [];
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ alg: 'ES256', kid: 'ours' });
    expect(asked.toString()).not.toContain(JSON.parse(key).d);
  });
});

const notice = (): JWTPayload => ({
  ...{ iss: issuer, aud: 'us', iat: now(), exp: now() + 60, jti: randomUUID(), events: EVENTS, sub: 'a', sid: 'there' },
});

describe('a logout token', () => {
  it('names a session, or an account', async () => {
    const provider = new OpenidProvider(settings(), 'secret');
    expect(await provider.logoutNotice(await signed(notice()))).toMatchObject({ sub: 'a', sid: 'there' });
    const { sid: _, ...account } = notice();
    expect(await provider.logoutNotice(await signed(account))).toMatchObject({ sub: 'a', sid: undefined });
  });

  it.each<[string, () => Promise<string> | string]>([
    ['is signed by somebody else', () => signed(notice(), others)],
    ['is not signed', () => new UnsecuredJWT(notice()).encode()],
    ['is for another service', () => signed({ ...notice(), aud: 'them' })],
    ['is of another provider', () => signed({ ...notice(), iss: 'https://evil.example' })],
    ['is over', () => signed({ ...notice(), exp: now() - 120 })],
    ['was made long ago', () => signed({ ...notice(), iat: now() - 300, exp: now() + 600 })],
    ['is of no event', () => signed({ ...notice(), events: undefined })],
    ['is of another event', () => signed({ ...notice(), events: { 'https://example.org/other': {} } })],
    ['has no name of its own', () => signed({ ...notice(), jti: undefined })],
    ['is an ID token', () => signed({ ...notice(), nonce: 'n' })],
    ['names nobody', () => signed({ ...notice(), sub: undefined, sid: undefined })],
    ['is no token', () => 'a.b.c'],
  ])('is refused when it %s', async (_title, token) => {
    const provider = new OpenidProvider(settings(), 'secret');
    await expect(provider.logoutNotice(await token())).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('is taken later where the keys of the provider cannot be had', async () => {
    const provider = new OpenidProvider(settings(), 'secret');
    const token = await signed(notice());
    server.close();
    server.closeAllConnections();
    await expect(provider.logoutNotice(token)).rejects.toMatchObject({ code: 'provider-unavailable' });
  });
});
