import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance } from 'fastify';
import { type AuditRoutesOptions, auditRoutes } from './adapters/http/audit-routes.js';
import { type CoachRoutesOptions, coachRoutes } from './adapters/http/coach-routes.js';
import { type EnrolmentRoutesOptions, enrolmentRoutes } from './adapters/http/enrolment-routes.js';
import { type HealthRoutesOptions, healthRoutes } from './adapters/http/health-routes.js';
import { type LetterRoutesOptions, letterRoutes } from './adapters/http/letter-routes.js';
import { notFound, problemHandler } from './adapters/http/problem.js';
import { type ProgrammeRoutesOptions, programmeRoutes } from './adapters/http/programme-routes.js';
import { type RecoveryRoutesOptions, recoveryRoutes } from './adapters/http/recovery-routes.js';
import type { Tls } from './adapters/tls-files.js';
import type { Logger } from './ports.js';

export interface AppOptions {
  readonly logger: Logger;
  readonly enrolment: EnrolmentRoutesOptions;
  readonly coach: CoachRoutesOptions;
  readonly letters: LetterRoutesOptions;
  readonly programmes: ProgrammeRoutesOptions;
  readonly recovery: RecoveryRoutesOptions;
  readonly audit: AuditRoutesOptions;
  readonly health: HealthRoutesOptions;
  /** Undefined for plain HTTP. */
  readonly tls: Tls | undefined;
}

/** Builds the HTTP side; it never listens by itself. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { logger, enrolment, coach, letters, programmes, recovery, audit, health, tls } = options;
  const app = Fastify({
    ...(tls && { https: { cert: tls.cert, key: tls.key } }),
    logger: false,
    // Kept pins of a new machine are the largest of what is not a programme.
    bodyLimit: 32 * 1024,
    routerOptions: { maxParamLength: 64 },
    http: { maxHeaderSize: 8 * 1024 },
    requestTimeout: 10_000,
    // Input is refused, never repaired.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler(problemHandler(logger));
  app.setNotFoundHandler(notFound);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Fit4Work coach API',
        version: '1',
        description: 'Enrolment, recovery, people, reads and summaries, programmes and messages',
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
  });
  await app.register(enrolmentRoutes, enrolment);
  await app.register(coachRoutes, coach);
  await app.register(letterRoutes, letters);
  await app.register(programmeRoutes, programmes);
  await app.register(recoveryRoutes, recovery);
  await app.register(auditRoutes, audit);
  await app.register(healthRoutes, health);
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.ready();
  return app;
}
