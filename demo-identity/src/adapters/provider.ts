import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Provider, { type Configuration } from 'oidc-provider';
import { Chosen } from '../core/chosen.js';
import { isLoopback, type Plan } from '../core/plan.js';
import { DemoIdentityError } from '../error.js';
import { choicePage, logoutPage } from './pages.js';

/** A provider that listens. */
export interface RunningProvider {
  readonly port: number;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const ONCE = '/once/';
const COOKIE = 'chosen';
/** Claim in which capacities are told, and the scope that it comes with. */
const CAPACITIES = 'fit4work_rol_3d';

/**
 * Listens on loopback alone. Keys are made anew at each start, sessions are in memory: nothing outlives the process.
 *
 * @throws DemoIdentityError `busy-port`
 */
export async function startProvider(plan: Plan, port: number): Promise<RunningProvider> {
  const server = createServer();
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new DemoIdentityError(
      'busy-port',
      `Port ${port} is in use: stop what listens there or set FIT4WORK_DEMO_IDENTITY_PORT.`,
      { cause },
    );
  }
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  serve(server, plan, new Provider(`http://${HOST}:${bound}`, configurationOf(plan)));
  return {
    port: bound,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function serve(server: Server, plan: Plan, provider: Provider): void {
  const others = provider.callback();
  const chosen = new Chosen(plan.links, () => randomBytes(16).toString('hex'));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith(ONCE)) return follow(chosen, request.url.slice(ONCE.length), response);
    if (!request.url?.startsWith('/interaction/')) {
      void others(request, response);
      return;
    }
    interact(plan, { provider, chosen }, { request, response }).catch(() => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end('Begin the login again.\n');
    });
  });
}

/** Leads to the login, with the choice in a cookie that only this provider's own page is shown. */
function follow(chosen: Chosen, code: string, response: ServerResponse): void {
  const way = chosen.follow(code);
  if (way === undefined) {
    response.writeHead(410, { 'content-type': 'text/plain' }).end('This link was followed already: log in instead.\n');
    return;
  }
  const cookie = `${COOKIE}=${way.token}; Path=/interaction/; HttpOnly; SameSite=Lax`;
  response.writeHead(303, { location: way.to, 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Login {
  readonly provider: Provider;
  readonly chosen: Chosen;
}

/** Shows who may be chosen unless that was done beforehand, and believes the choice. */
async function interact(
  { accounts }: Plan,
  { provider, chosen }: Login,
  { request, response }: Exchange,
): Promise<void> {
  const account =
    request.method === 'POST'
      ? new URLSearchParams(await bodyOf(request)).get('account')
      : chosen.take(cookieOf(request.headers.cookie));
  if (accounts.some(({ subject }) => subject === account)) {
    await provider.interactionFinished(request, response, { login: { accountId: String(account) } });
    return;
  }
  await provider.interactionDetails(request, response);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(choicePage(accounts));
}

const cookieOf = (header = ''): string => new RegExp(`(?:^|; )${COOKIE}=([0-9a-f]+)`).exec(header)?.[1] ?? '';

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 4_096) throw new DemoIdentityError('too-large', 'The form is too large: choose an account.');
  }
  return text;
}

function configurationOf({ clients, accounts }: Plan): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    clients: clients.map(({ clientId, secret, redirectUrl, backChannelLogoutUrl }) => ({
      ...{ client_id: clientId, client_secret: secret, redirect_uris: [redirectUrl] },
      ...{ backchannel_logout_uri: backChannelLogoutUrl, backchannel_logout_session_required: true },
      post_logout_redirect_uris: [`${new URL(redirectUrl).origin}/`],
    })),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'demo' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub'], profile: ['name'], fit4work: [CAPACITIES] },
    // As ACM/IDM does: claims come in the ID token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = logoutPage(form);
        },
      },
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => {
      const account = accounts.find(({ subject }) => subject === id);
      return account && { accountId: id, claims: () => claimsOf(account) };
    },
    // Nobody is asked for consent: the program and this provider are of one house.
    loadExistingGrant: async ({ oidc }) => {
      const { provider, client, session, params } = oidc;
      const owner = { clientId: client?.clientId, accountId: session?.accountId };
      const grant = new provider.Grant(
        Object.fromEntries(Object.entries(owner).filter(([, value]) => value !== undefined)),
      );
      grant.addOIDCScope(String(params?.scope));
      await grant.save();
      return grant;
    },
    // The driver asks for a connection that is not loopback, where there is nothing else here.
    fetch: (input, init) => fetchLoopback(String(input), init),
  };
}

const claimsOf = ({ subject, name, capacities }: Plan['accounts'][number]) => ({
  ...{ sub: subject, name },
  [CAPACITIES]: [...capacities],
});

function fetchLoopback(url: string, { method, headers, body, signal }: RequestInit = {}): Promise<Response> {
  if (!isLoopback(url)) throw new DemoIdentityError('bad-config', 'A client must be on 127.0.0.1.');
  const init = { method, headers, body, signal, redirect: 'manual' };
  return fetch(url, Object.fromEntries(Object.entries(init).filter(([, value]) => value !== undefined)));
}
