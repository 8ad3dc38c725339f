import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { describeOperation, requireDescription } from './adapters/http/answers.js';
import { type AuditRoutesOptions, auditRoutes } from './adapters/http/audit-routes.js';
import { coachPage } from './adapters/http/coach-page.js';
import { type CoachRoutesOptions, coachRoutes } from './adapters/http/coach-routes.js';
import { enrolPage } from './adapters/http/enrol-page.js';
import { type EnrolmentRoutesOptions, enrolmentRoutes } from './adapters/http/enrolment-routes.js';
import { type GuardOptions, installGuard } from './adapters/http/guard.js';
import { setHeaders } from './adapters/http/headers.js';
import { type HealthRoutesOptions, healthRoutes } from './adapters/http/health-routes.js';
import { type KeyRoutesOptions, keyRoutes } from './adapters/http/key-routes.js';
import { type LetterRoutesOptions, letterRoutes } from './adapters/http/letter-routes.js';
import { type LimitsOptions, limitAddresses, limitCredentials } from './adapters/http/limits.js';
import type { Load } from './adapters/http/load.js';
import { type LoginRoutesOptions, loginRoutes } from './adapters/http/login-routes.js';
import { metricsRoute } from './adapters/http/metrics-route.js';
import { boundAndPassOn, type PassingOptions } from './adapters/http/passing.js';
import { notFound, problemHandler } from './adapters/http/problem.js';
import { type ProgrammeRoutesOptions, programmeRoutes } from './adapters/http/programme-routes.js';
import { type RecoveryRoutesOptions, recoveryRoutes } from './adapters/http/recovery-routes.js';
import { createServer, type ServerOptions } from './adapters/http/server.js';
import { cookieNames } from './adapters/http/session-cookie.js';
import { startPage } from './adapters/http/start-page.js';
import type { Gauge, Metrics } from './core/metrics.js';
import type { Logger } from './ports.js';

export interface AppOptions extends Omit<ServerOptions, 'onProblem'> {
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
  readonly limits: LimitsOptions;
  /** Undefined where there is no other coach API to pass anything on to. */
  readonly passing: PassingOptions | undefined;
  /** Whether whoever asks does it over TLS, here or at a proxy. */
  readonly overTls: boolean;
  readonly metrics: Metrics;
  /** What of this moment goes with the counts. */
  readonly gauges: () => readonly Gauge[];
}

/** Builds the HTTP side; it never listens by itself. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { logger, enrolment, keys, coach, letters, programmes, recovery, audit, health, guard, login } = options;
  const onProblem = problemHandler(logger, { canLogIn: login !== undefined, overTls: options.overTls });
  const app = createServer({ ...options, onProblem }).withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler(onProblem);
  app.setNotFoundHandler(notFound);
  await app.register(swagger, {
    transform: describeOperation,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Fit4Work coach API',
        version: '1',
        description: 'Enrolment, recovery, people, reads and summaries, programmes and messages',
      },
      components: { securitySchemes: securitySchemes(options) },
    },
  });
  const load = installHooks(app, options);
  await app.register(enrolmentRoutes, enrolment);
  await app.register(keyRoutes, keys);
  await app.register(coachRoutes, coach);
  await app.register(letterRoutes, letters);
  await app.register(programmeRoutes, programmes);
  await app.register(recoveryRoutes, recovery);
  await app.register(auditRoutes, audit);
  await app.register(healthRoutes, health);
  await app.register(enrolPage);
  if (login !== undefined) {
    await app.register(loginRoutes, login);
    await app.register(startPage, login);
    await app.register(coachPage, { logger });
  }
  if (guard.operatorTokenSha256 !== undefined) {
    await app.register(metricsRoute, { ...options, gauges: () => [...options.gauges(), ...gaugesOf(load)] });
  }
  app.get('/openapi.json', { config: { access: 'anyone' }, schema: { hide: true } }, async () => app.swagger());
  await app.ready();
  return app;
}

/** In the order in which a request meets them. */
function installHooks(app: FastifyInstance, { limits, overTls, guard, metrics, passing }: AppOptions): Load {
  app.addHook('onSend', async (_request, reply) => setHeaders(reply, overTls));
  app.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    metrics.answered({ method: request.method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1_000 });
  });
  requireDescription(app);
  const load = boundAndPassOn(app, passing);
  limitAddresses(app, limits);
  installGuard(app, guard);
  limitCredentials(app, limits);
  return load;
}

const gaugesOf = ({ inFlight, lateMs }: Load): readonly Gauge[] => [
  { name: 'requests_in_flight', help: 'Requests that are worked on.', value: inFlight },
  { name: 'event_loop_late_seconds', help: 'How late the last timer came.', value: lateMs / 1_000 },
];

const BEARER = { type: 'http', scheme: 'bearer' } as const;

/** Ways to show who asks, of those that this service takes. */
const securitySchemes = ({ login, guard }: AppOptions) => ({
  bearer: { ...BEARER, description: 'a token of the file of the coaches, or of the administrator, for programs' },
  person: { ...BEARER, bearerFormat: 'JWT', description: 'signed by the identity of the 24 words (SPEC.md clause 17)' },
  ...(guard.operatorTokenSha256 !== undefined && {
    operator: { ...BEARER, description: 'a token of its own for what watches the service' },
  }),
  broker: { ...BEARER, description: 'a token of its own for what lets agents in: broker, door and anchor' },
  ...(login && {
    session: {
      ...({ type: 'apiKey', in: 'cookie', name: cookieNames(login.origin).session } as const),
      description:
        'begun at /v1/login; with POST goes the header f4w-csrf-token, which GET /v1/session tells, from a page of this service; with GET it may go, and one of another session is refused (cross-site), so that a page never asks in the name of whoever logged in after it was opened',
    },
    oidc: {
      ...({ type: 'openIdConnect', description: 'the provider to which /v1/login sends the browser' } as const),
      openIdConnectUrl: `${login.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    },
  }),
});
