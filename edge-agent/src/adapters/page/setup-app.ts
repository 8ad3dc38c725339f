import type { FastifyInstance } from 'fastify';
import type { PagePorts } from '../../page-port.js';
import type { PageSessions } from '../../page-sessions.js';
import type { Setup } from '../../setup.js';
import { Tries } from '../../tries.js';
import { isWrongPassphrase } from './page-app.js';
import { buildBase } from './page-base.js';
import { sessionRoutes } from './session-routes.js';
import { setupRoutes } from './setup-routes.js';

export interface SetupPagePorts extends Pick<PagePorts, 'logins' | 'clock' | 'ticks' | 'report'> {
  readonly setup: Setup;
}

/** Builds what the employee's page asks before there is an agent. */
export function buildSetup(ports: SetupPagePorts, sessions: PageSessions): Promise<FastifyInstance> {
  const guesses = new Tries(ports.ticks);
  const guess = <T>(work: () => Promise<T>): Promise<T> => guesses.take(work, isWrongPassphrase);
  return buildBase({
    ...{ report: ports.report, sessions, title: 'Fit4Work agent, first steps' },
    routes: async (app) => {
      await app.register(sessionRoutes, { ports, sessions, enrolled: false });
      await app.register(setupRoutes, { setup: ports.setup, guess });
    },
  });
}
