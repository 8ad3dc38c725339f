import { equalBytes, sha256, utf8 } from '@fit4work/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { CoachError } from '../../error.js';
import type { OpenSession, Sessions } from '../../identity/sessions.js';
import { type Access, type Principal, sessionOf, unauthorised } from './access.js';
import { bearerOf, isToken, type Tokens } from './bearer.js';
import { cookieNames, cookieOf, csrfTokenOf } from './session-cookie.js';

export interface GuardOptions {
  /** Undefined where no static token counts. */
  readonly tokens: Tokens | undefined;
  /** Undefined where nobody can log in. */
  readonly login: { readonly sessions: Sessions; readonly origin: string } | undefined;
  /** SHA-256 of the token for what watches the service, in hexadecimal; undefined where nothing does. */
  readonly operatorTokenSha256: string | undefined;
  /** SHA-256 of the token for what lets agents in, in hexadecimal. */
  readonly brokerTokenSha256: string;
}

const CSRF_HEADER = 'f4w-csrf-token';

/**
 * Stands before every route: who asks is found out before anything of the request is read, and a route that does not say who may
 * ask it is not taken in.
 */
export function installGuard(app: FastifyInstance, options: GuardOptions): void {
  app.decorateRequest('principal', undefined);
  app.decorateRequest('restsOn', undefined);
  app.addHook('onRoute', (route) => describeAccess(route, options));
  app.addHook('onRequest', async (request) => {
    if (!request.is404) request.principal = await admit(request, options);
  });
  app.addHook('preHandler', async (request) => requireRecentLogin(request, options));
  app.addHook('onSend', async (request, reply) => requireStillIn(request, reply, options));
  app.addHook('onSend', async (request, reply) => noteFirstRead(request, reply, options));
}

/** What the document says of a route is what the guard does. */
function describeAccess(route: RouteOptions, { tokens, login }: GuardOptions): void {
  const access = route.config?.access;
  if (access === undefined) throw new TypeError(`${route.url} does not say who may ask it: give it a config.access.`);
  if (access === 'anyone') return;
  if (access === 'operator' || access === 'broker') {
    route.schema = { ...route.schema, security: [{ [access]: [] }] };
    return;
  }
  const bySession = login === undefined ? [] : [{ session: [] }];
  const byToken = tokens === undefined || access === 'session' ? [] : [{ bearer: [] }];
  const security = access === 'person' ? [{ person: [] }] : [...bySession, ...byToken];
  route.schema = { ...route.schema, security };
}

/** @throws CoachError `unauthorised`, `not-permitted`, `cross-site` */
async function admit(request: FastifyRequest, options: GuardOptions): Promise<Principal | undefined> {
  const access = request.routeOptions.config.access;
  if (access === 'anyone' || access === 'person') return undefined;
  if (access === 'operator') return byOwnToken(request, options.operatorTokenSha256);
  if (access === 'broker') return byOwnToken(request, options.brokerTokenSha256);
  // Whoever shows a token is who the token says, whatever the browser sends with it.
  return request.headers.authorization === undefined
    ? byCookie(request, access, options)
    : byToken(request, access, options);
}

function byToken(request: FastifyRequest, access: Access | undefined, { tokens }: GuardOptions): Principal {
  if (tokens === undefined || access === 'session') throw unauthorised();
  const bearer = bearerOf(request, tokens);
  if (bearer.role !== access) throw notPermitted();
  return { coach: bearer.role === 'coach' ? bearer.coach : undefined, session: undefined, id: undefined };
}

function byOwnToken(request: FastifyRequest, sha256: string | undefined): Principal {
  if (!isToken(request, sha256)) throw unauthorised();
  return { coach: undefined, session: undefined, id: undefined };
}

async function byCookie(
  request: FastifyRequest,
  access: Access | undefined,
  { login }: GuardOptions,
): Promise<Principal> {
  if (login === undefined) throw unauthorised();
  const id = cookieOf(request, cookieNames(login.origin).session);
  const session = id === undefined ? undefined : await sessionAsked(request, id, login.sessions);
  if (id === undefined || session === undefined) throw unauthorised();
  requireOwnPage(request, id, login.origin);
  if (access !== 'session' && session.role !== access) throw notPermitted();
  return { coach: session.coach, session, id };
}

const sessionAsked = (
  { routeOptions }: FastifyRequest,
  id: string,
  sessions: Sessions,
): Promise<OpenSession | undefined> => (routeOptions.config.byItself === true ? sessions.peek(id) : sessions.of(id));

/**
 * A browser sends the cookie whoever made it ask. Nothing is answered that another site made it ask, since a read is a record too; and what
 * changes something needs the session’s token besides, which another site cannot know. Where a token comes with what only reads, it is that
 * of this session too: a page that was opened before somebody else logged in asks nothing in the name of that one.
 *
 * @throws CoachError `cross-site`
 */
function requireOwnPage({ method, headers }: FastifyRequest, id: string, origin: string): void {
  const isSafe = method === 'GET' || method === 'HEAD';
  const site = headers['sec-fetch-site'];
  const fromElsewhere = site !== undefined && site !== 'same-origin' && !(isSafe && site === 'none');
  const otherOrigin = headers.origin !== undefined && headers.origin !== origin;
  const untold = !isSafe && site === undefined && headers.origin === undefined;
  if (fromElsewhere || otherOrigin || untold) throw crossSite();
  const token = headers[CSRF_HEADER];
  if ((!isSafe || token !== undefined) && !isSame(token, csrfTokenOf(id))) throw crossSite();
}

/** Hashes are compared, so that how long it takes says nothing. */
const isSame = (given: string | string[] | undefined, wanted: string): boolean =>
  typeof given === 'string' && equalBytes(sha256(utf8(given)), sha256(utf8(wanted)));

/** @throws CoachError `login-again` */
async function requireRecentLogin(request: FastifyRequest, { login }: GuardOptions): Promise<void> {
  const { stepUp } = request.routeOptions.config;
  if (stepUp === undefined || login === undefined || request.principal?.session === undefined) return;
  const { session } = sessionOf(request);
  if (session.fresh) return;
  if (stepUp === 'read') {
    const pseudonym = personRead(request);
    if (pseudonym === undefined || (await login.sessions.hasRead(session, pseudonym))) return;
  }
  throw new CoachError('login-again', 'This takes a recent login: log in again at /v1/login?fresh=1, and repeat it.');
}

/**
 * A logout may have been asked of another coach API, or made by the provider there, while this was answered: what a coach sees leaves in a
 * session that lives. What was written is told as it is.
 *
 * @throws CoachError `unauthorised`
 */
async function requireStillIn(request: FastifyRequest, reply: FastifyReply, { login }: GuardOptions): Promise<void> {
  const id = request.principal?.id;
  if (login === undefined || id === undefined || request.principal?.coach === undefined) return;
  if (reply.statusCode !== 200 || request.routeOptions.config.access !== 'coach') return;
  if ((await login.sessions.peek(id)) === undefined) throw unauthorised();
}

/** After the first read of a person the rest of the session may read them. One that gave nothing was none. */
async function noteFirstRead(request: FastifyRequest, reply: FastifyReply, { login }: GuardOptions): Promise<void> {
  const session = request.principal?.session;
  if (login === undefined || session === undefined || reply.statusCode !== 200) return;
  const pseudonym = request.routeOptions.config.stepUp === 'read' ? personRead(request) : undefined;
  if (pseudonym !== undefined) await login.sessions.noteRead(session, pseudonym);
}

/** Whoever gives a purpose reads. */
function personRead({ params, query, body }: FastifyRequest): string | undefined {
  const reads = textOf(query, 'purpose') !== undefined || textOf(body, 'purpose') !== undefined;
  return reads ? textOf(params, 'pseudonym') : undefined;
}

function textOf(value: unknown, name: string): string | undefined {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof text === 'string' ? text : undefined;
}

const notPermitted = (): CoachError =>
  new CoachError('not-permitted', 'This is for another role: log in as somebody who has it.');
const crossSite = (): CoachError =>
  new CoachError('cross-site', 'This did not come from a page of this service: open the page, and do it there.');
