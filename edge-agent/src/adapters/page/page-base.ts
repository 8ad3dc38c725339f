import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import type { PageSessions } from '../../page-sessions.js';
import type { Report } from '../../ports.js';
import { pageFiles } from './page-files.js';
import { addHooks, COOKIE, CSRF_HEADER } from './page-hooks.js';
import { notFound, problemHandler } from './problem.js';

interface PageBase {
  readonly report: Report;
  readonly sessions: PageSessions;
  readonly title: string;
  /** Adds what is asked of it. */
  readonly routes: (app: FastifyInstance) => Promise<unknown>;
}

/** What answers the employee's page, whoever that is by then: who may ask, how it refuses, the page's files, the document. It never listens by itself. */
export async function buildBase({ report, sessions, title, routes }: PageBase): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: 16 * 1024,
    routerOptions: { maxParamLength: 64 },
    // Input is refused, never repaired.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false } },
  });
  // What is told is described by the schemas and not cut to them; nor do serialisers of their own stay in memory.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(problemHandler(report));
  app.setNotFoundHandler(notFound);
  addHooks(app, sessions);
  await app.register(swagger, { openapi: documentOf(title) });
  await routes(app);
  await app.register(pageFiles, { report });
  // The same bytes for everybody: who asks often and reads nothing makes no copies of them.
  let document = Buffer.alloc(0);
  app.get('/openapi.json', { config: { open: true }, schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  );
  await app.ready();
  document = Buffer.from(JSON.stringify(app.swagger()));
  return app;
}

const documentOf = (title: string): NonNullable<FastifyDynamicSwaggerOptions['openapi']> => ({
  openapi: '3.1.0',
  info: {
    title,
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
});
