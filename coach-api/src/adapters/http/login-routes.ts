import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { CoachError } from '../../error.js';
import { LOGIN_TIME, type Login } from '../../identity/login.js';
import type { IdentityProvider } from '../../identity/ports.js';
import type { Sessions } from '../../identity/sessions.js';
import type { Logger } from '../../ports.js';
import { sessionOf } from './access.js';
import {
  CallbackQuery,
  LoginQuery,
  LogoutAnswer,
  LogoutNotice,
  NoContent,
  SessionAnswer,
  SessionLeftAnswer,
} from './login-schemas.js';
import { Empty } from './schemas.js';
import { cookieNames, cookieOf, csrfTokenOf, setCookie } from './session-cookie.js';

export interface LoginRoutesOptions {
  readonly login: Login;
  readonly sessions: Sessions;
  readonly provider: Pick<IdentityProvider, 'logoutNotice' | 'endAddress'>;
  /** Of this service, as browsers reach it. */
  readonly origin: string;
  readonly logger: Logger;
}

const LOGOUT_TOKEN = 'application/x-www-form-urlencoded';

/** From the provider and back, and the end of it. */
export const loginRoutes: FastifyPluginAsyncTypebox<LoginRoutesOptions> = async (app, options) => {
  await app.register(comingRoutes, options);
  await app.register(goingRoutes, options);
  await app.register(noticeRoutes, options);
};

const comingRoutes: FastifyPluginAsyncTypebox<LoginRoutesOptions> = async (app, options) => {
  const { login, origin, logger } = options;
  const { secure, ...names } = cookieNames(origin);

  app.get(
    '/v1/login',
    {
      config: { access: 'anyone' },
      schema: {
        ...{ querystring: LoginQuery, response: { 303: NoContent } },
      },
    },
    async ({ query }, reply) => {
      const { to = '/', fresh, as } = query;
      const { address, kept } = await login.begin({ to, fresh: fresh === '1', as });
      setCookie(reply, { name: names.login, value: kept, secure, maxAge: LOGIN_TIME });
      return reply.redirect(address, 303);
    },
  );

  app.get(
    '/v1/login/callback',
    {
      config: { access: 'anyone' },
      schema: {
        ...{ querystring: CallbackQuery, response: { 303: NoContent } },
      },
    },
    async (request, reply) => {
      const query = new URLSearchParams(request.query);
      const before = cookieOf(request, names.session);
      const { id, to } = await login.finish(query, cookieOf(request, names.login), before);
      setCookie(reply, { name: names.session, value: id, secure });
      setCookie(reply, { name: names.login, value: '', secure, maxAge: 0 });
      logger.info('logged-in');
      return reply.redirect(to, 303);
    },
  );
};

const goingRoutes: FastifyPluginAsyncTypebox<LoginRoutesOptions> = async (app, options) => {
  const { sessions, provider, origin, logger } = options;
  const { secure, session: name } = cookieNames(origin);

  app.get(
    '/v1/session',
    {
      config: { access: 'session' },
      schema: {
        ...{ querystring: Empty, response: { 200: SessionAnswer } },
      },
    },
    async (request) => {
      const { session, id } = sessionOf(request);
      const { role, coach, authTime, ends, idleLeft, left } = session;
      const named = coach === undefined ? null : { id: coach.id, name: coach.name };
      return { role, coach: named, csrfToken: csrfTokenOf(id), authTime, ends, idleLeft, left };
    },
  );

  app.get(
    '/v1/session/left',
    {
      config: { access: 'session', byItself: true },
      schema: {
        ...{ querystring: Empty, response: { 200: SessionLeftAnswer } },
      },
    },
    async (request) => {
      const { idleLeft, left } = sessionOf(request).session;
      return { idleLeft, left };
    },
  );

  app.post(
    '/v1/logout',
    {
      config: { access: 'session' },
      schema: {
        ...{ querystring: Empty, response: { 200: LogoutAnswer } },
      },
    },
    async (request, reply) => {
      await sessions.end(sessionOf(request).id);
      setCookie(reply, { name, value: '', secure, maxAge: 0 });
      logger.info('logged-out');
      return { provider: (await provider.endAddress()) ?? null };
    },
  );
};

/** OpenID Connect Back-Channel Logout 1.0: the provider itself says that somebody is to be logged out. */
const noticeRoutes: FastifyPluginAsyncTypebox<LoginRoutesOptions> = async (app, { provider, sessions, logger }) => {
  app.addContentTypeParser(LOGOUT_TOKEN, { parseAs: 'string', bodyLimit: 8_192 }, formOf);
  app.post(
    '/v1/logout/back-channel',
    {
      config: { access: 'anyone' },
      schema: {
        ...{ querystring: Empty, body: LogoutNotice, consumes: [LOGOUT_TOKEN] },
        response: { 200: NoContent },
      },
    },
    async ({ body }, reply) => {
      const count = await sessions.endBy(await provider.logoutNotice(body.logout_token));
      logger.info('logged-out-by-provider', { count });
      return reply.code(200).send(null);
    },
  );
};

function formOf(_request: FastifyRequest, body: string | Buffer, done: (error: Error | null, form?: object) => void) {
  const fields = [...new URLSearchParams(String(body))];
  const names = new Set(fields.map(([name]) => name));
  if (names.size === fields.length) done(null, Object.fromEntries(fields));
  else done(new CoachError('bad-request', 'A field of the form is said twice.'));
}
