import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import { AgentError } from '../../error.js';
import type { PagePorts } from '../../page-port.js';
import { PageSessions } from '../../page-sessions.js';
import { Tries } from '../../tries.js';
import { confirmRoutes } from './confirm-routes.js';
import { consentRoutes } from './consent-routes.js';
import { erasureRoutes } from './erasure-routes.js';
import { exportRoutes } from './export-routes.js';
import { messageRoutes } from './message-routes.js';
import { offerRoutes } from './offer-routes.js';
import { ownRoutes } from './own-routes.js';
import { pageFiles } from './page-files.js';
import { addHooks, COOKIE, CSRF_HEADER } from './page-hooks.js';
import { notFound, problemHandler } from './problem.js';
import { programmeRoutes } from './programme-routes.js';
import { readRoutes } from './read-routes.js';
import { sessionRoutes } from './session-routes.js';
import { unlockRoutes } from './unlock-routes.js';
import { wordRoutes } from './word-routes.js';

const ROUTES = [
  ...[sessionRoutes, unlockRoutes, ownRoutes, readRoutes, exportRoutes, offerRoutes, consentRoutes],
  ...[confirmRoutes, programmeRoutes, messageRoutes, erasureRoutes, wordRoutes],
];

/** A key that is held for ten minutes is gone so many milliseconds later at most. */
const SWEEP = 5_000;

/** Builds what the employee's page asks; it never listens by itself. */
export async function buildPage(ports: PagePorts): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: 16 * 1024,
    routerOptions: { maxParamLength: 64 },
    // Input is refused, never repaired.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false } },
  });
  const sessions = new PageSessions(ports);
  const sweeping = setInterval(() => sessions.sweep(), SWEEP);
  sweeping.unref();
  app.addHook('onClose', async () => {
    clearInterval(sweeping);
    sessions.close();
  });
  // What is told is described by the schemas and not cut to them; nor do serialisers of their own stay in memory.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(problemHandler(ports.report));
  app.setNotFoundHandler(notFound);
  addHooks(app, sessions);
  await app.register(swagger, { openapi: DOCUMENT });
  const guesses = new Tries(ports.ticks);
  const isWrong = (error: unknown): boolean => error instanceof AgentError && error.code === 'bad-passphrase';
  const passphrases = <T>(work: () => Promise<T>): Promise<T> => guesses.take(work, isWrong);
  const options = { ports, sessions, passphrases };
  for (const routes of ROUTES) await app.register(routes, options);
  await app.register(pageFiles, { report: ports.report });
  // The same bytes for everybody: who asks often and reads nothing makes no copies of them.
  let document = Buffer.alloc(0);
  app.get('/openapi.json', { config: { open: true }, schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  );
  await app.ready();
  document = Buffer.from(JSON.stringify(app.swagger()));
  return app;
}

const DOCUMENT: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'Fit4Work agent',
    version: '1',
    description:
      'What the employee’s own page asks of the agent on the same machine. It answers on loopback alone, to the page that it serves itself.',
  },
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: COOKIE },
      csrf: { type: 'apiKey', in: 'header', name: CSRF_HEADER },
    },
  },
  security: [{ session: [], csrf: [] }],
};
