import { PAGE_REFUSALS } from '../../core/refusal-words/page-refusals.js';
import { AgentError } from '../../error.js';
import { proveService, useLogin } from '../../page-logins.js';
import { COOKIE } from './page-hooks.js';
import type { PageRoutes } from './page-options.js';
import {
  Empty,
  LoginAnswer,
  LoginBody,
  Nothing,
  Problem,
  ServiceAnswer,
  ServiceQuery,
  SessionAnswer,
} from './schemas.js';

const ATTRIBUTES = 'HttpOnly; SameSite=Strict; Path=/';

/** Logging in and out. */
export const sessionRoutes: PageRoutes = async (app, { ports, sessions }) => {
  app.get(
    '/v1/service',
    {
      config: { open: true },
      schema: {
        ...{ summary: 'Proves to a command on the same vault that this agent answers', security: [] },
        ...{ querystring: ServiceQuery, response: { 200: ServiceAnswer, '4xx': Problem } },
      },
    },
    async ({ query }) => ({ proof: proveService(await ports.identity(), query.challenge) }),
  );

  app.post(
    '/v1/session',
    {
      config: { open: true },
      schema: {
        ...{ summary: 'Logs in with a one-time token, as `fit4work-agent page` hands it over', security: [] },
        ...{ body: LoginBody, response: { 201: LoginAnswer, '4xx': Problem } },
      },
    },
    async ({ body }, reply) => {
      // 256 random bits are guessed by nobody: a limit would only let others of this machine keep the owner out.
      if (!(await useLogin(ports, body.token))) throw new AgentError('not-signed-in', PAGE_REFUSALS.linkUsed);
      const { cookie, csrf } = sessions.open();
      ports.report('page-login');
      return reply.code(201).header('set-cookie', `${COOKIE}=${cookie}; ${ATTRIBUTES}`).send({ csrf });
    },
  );

  app.get(
    '/v1/session',
    {
      schema: {
        summary: 'How long the past stays open',
        querystring: Empty,
        response: { 200: SessionAnswer, '4xx': Problem },
      },
    },
    async ({ session }) => ({ unlockedFor: sessions.unlockedFor(session) }),
  );

  app.delete(
    '/v1/session',
    { schema: { summary: 'Logs out', querystring: Empty, response: { 204: Nothing, '4xx': Problem } } },
    async ({ session }, reply) => {
      sessions.end(session);
      return reply.code(204).header('set-cookie', `${COOKIE}=; Max-Age=0; ${ATTRIBUTES}`).send();
    },
  );
};
