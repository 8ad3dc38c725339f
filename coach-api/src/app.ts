import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance } from 'fastify';
import { type AuditRoutesOptions, auditRoutes } from './adapters/http/audit-routes.js';
import { type CoachRoutesOptions, coachRoutes } from './adapters/http/coach-routes.js';
import { type EnrolmentRoutesOptions, enrolmentRoutes } from './adapters/http/enrolment-routes.js';
import { type GuardOptions, installGuard } from './adapters/http/guard.js';
import { type HealthRoutesOptions, healthRoutes } from './adapters/http/health-routes.js';
import { type KeyRoutesOptions, keyRoutes } from './adapters/http/key-routes.js';
import { type LetterRoutesOptions, letterRoutes } from './adapters/http/letter-routes.js';
import { type LoginRoutesOptions, loginRoutes } from './adapters/http/login-routes.js';
import { notFound, problemHandler } from './adapters/http/problem.js';
import { type ProgrammeRoutesOptions, programmeRoutes } from './adapters/http/programme-routes.js';
import { type RecoveryRoutesOptions, recoveryRoutes } from './adapters/http/recovery-routes.js';
import { cookieNames } from './adapters/http/session-cookie.js';
import type { Tls } from './adapters/tls-files.js';
import type { Logger } from './ports.js';

export interface AppOptions {
  readonly logger: Logger;
  readonly enrolment: EnrolmentRoutesOptions;
  readonly keys: KeyRoutesOptions;
  readonly coach: CoachRoutesOptions;
  readonly letters: LetterRoutesOptions;
  readonly programmes: ProgrammeRoutesOptions;
  readonly recovery: RecoveryRoutesOptions;
  readonly audit: AuditRoutesOptions;
  readonly health: HealthRoutesOptions;
  readonly guard: GuardOptions;
  /** Undefined where no identity provider is configured. */
  readonly login: (LoginRoutesOptions & { readonly issuer: string }) | undefined;
  /** Undefined for plain HTTP. */
  readonly tls: Tls | undefined;
}

/** Builds the HTTP side; it never listens by itself. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { logger, enrolment, keys, coach, letters, programmes, recovery, audit, health, guard, login, tls } = options;
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
  app.setErrorHandler(problemHandler(logger, login !== undefined));
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
      components: { securitySchemes: securitySchemes(login) },
    },
  });
  installGuard(app, guard);
  await app.register(enrolmentRoutes, enrolment);
  await app.register(keyRoutes, keys);
  await app.register(coachRoutes, coach);
  await app.register(letterRoutes, letters);
  await app.register(programmeRoutes, programmes);
  await app.register(recoveryRoutes, recovery);
  await app.register(auditRoutes, audit);
  await app.register(healthRoutes, health);
  if (login !== undefined) await app.register(loginRoutes, login);
  app.get('/openapi.json', { config: { access: 'anyone' }, schema: { hide: true } }, async () => app.swagger());
  await app.ready();
  return app;
}

const BEARER = { type: 'http', scheme: 'bearer' } as const;

/** Ways to show who asks, of those that this service takes. */
const securitySchemes = (login: AppOptions['login']) => ({
  bearer: { ...BEARER, description: 'a token of the file of the coaches, or of the administrator, for programs' },
  person: { ...BEARER, bearerFormat: 'JWT', description: 'signed by the identity of the 24 words (SPEC.md clause 17)' },
  ...(login && {
    session: {
      ...({ type: 'apiKey', in: 'cookie', name: cookieNames(login.origin).session } as const),
      description:
        'begun at /v1/login; with POST goes the header f4w-csrf-token, which GET /v1/session tells, from a page of this service',
    },
    oidc: {
      ...({ type: 'openIdConnect', description: 'the provider to which /v1/login sends the browser' } as const),
      openIdConnectUrl: `${login.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    },
  }),
});
