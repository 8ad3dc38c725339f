import { PAGE_REFUSALS } from '../../core/refusal-words/page-refusals.js';
import { AgentError } from '../../error.js';
import { useLogin } from '../../page-logins.js';
import type { PagePorts } from '../../page-port.js';
import type { PageSessions } from '../../page-sessions.js';
import { COOKIE } from './page-hooks.js';
import type { RoutesWith } from './page-options.js';
import { Empty, LoginAnswer, LoginBody, Nothing, Problem, SessionAnswer } from './schemas.js';

const ATTRIBUTES = 'HttpOnly; SameSite=Strict; Path=/';

interface SessionRoutesOptions {
  readonly ports: Pick<PagePorts, 'logins' | 'clock' | 'report'>;
  readonly sessions: PageSessions;
  /** Whether there is an agent by now, and not only the way to one: that one session has to itself. */
  readonly enrolled: boolean;
}

/** Logging in and out. */
export const sessionRoutes: RoutesWith<SessionRoutesOptions> = async (app, { ports, sessions, enrolled }) => {
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
      // Asked first, so that the link of who has to wait is not used up.
      if (!enrolled && sessions.areHeld) throw new AgentError('not-signed-in', PAGE_REFUSALS.setupHeld);
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
        summary: 'Whether the agent is enrolled, and how long the past stays open and the session lasts',
        querystring: Empty,
        response: { 200: SessionAnswer, '4xx': Problem },
      },
    },
    async ({ session }) => ({
      ...{ enrolled, unlockedFor: sessions.unlockedFor(session) },
      signedInFor: sessions.heldFor(session),
    }),
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
