import type { FastifyInstance } from 'fastify';
import { AgentError } from '../../error.js';
import type { PagePorts } from '../../page-port.js';
import type { PageSessions } from '../../page-sessions.js';
import { Tries } from '../../tries.js';
import { challengeRoutes } from './challenge-routes.js';
import { confirmRoutes } from './confirm-routes.js';
import { consentRoutes } from './consent-routes.js';
import { erasureRoutes } from './erasure-routes.js';
import { exportRoutes } from './export-routes.js';
import { messageRoutes } from './message-routes.js';
import { offerRoutes } from './offer-routes.js';
import { ownRoutes } from './own-routes.js';
import { buildBase } from './page-base.js';
import { programmeRoutes } from './programme-routes.js';
import { readRoutes } from './read-routes.js';
import { serviceRoutes } from './service-routes.js';
import { sessionRoutes } from './session-routes.js';
import { unlockRoutes } from './unlock-routes.js';
import { wearableRoutes } from './wearable-routes.js';
import { wordRoutes } from './word-routes.js';

const ROUTES = [
  ...[serviceRoutes, unlockRoutes, ownRoutes, readRoutes, exportRoutes, offerRoutes, consentRoutes],
  ...[confirmRoutes, programmeRoutes, messageRoutes, erasureRoutes, wordRoutes, wearableRoutes, challengeRoutes],
];

/** Whether somebody's guess at a passphrase was wrong. */
export const isWrongPassphrase = (error: unknown): boolean =>
  error instanceof AgentError && error.code === 'bad-passphrase';

/** Builds what the employee's page asks of the agent that runs. */
export function buildPage(ports: PagePorts, sessions: PageSessions): Promise<FastifyInstance> {
  const guesses = new Tries(ports.ticks);
  const passphrases = <T>(work: () => Promise<T>): Promise<T> => guesses.take(work, isWrongPassphrase);
  const options = { ports, sessions, passphrases };
  return buildBase({
    ...{ report: ports.report, sessions, title: 'Fit4Work agent' },
    routes: async (app) => {
      await app.register(sessionRoutes, { ...options, enrolled: true });
      for (const routes of ROUTES) await app.register(routes, options);
    },
  });
}
