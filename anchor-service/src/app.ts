import swagger from '@fastify/swagger';
import type { TileReader } from '@fit4work/protocol';
import type { PageFiles } from '@fit4work/web';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { type AuditRoutesOptions, auditRoutes } from './adapters/audit-routes.js';
import { folderRoutes, notThere, PUBLIC_HEADERS } from './adapters/folder-routes.js';
import { type LeafRoutesOptions, leafRoutes } from './adapters/leaf-routes.js';
import { leavesRoute } from './adapters/leaves-route.js';
import { createLimitedServer, SERVER_LIMITS, type ServerLimits } from './adapters/limited-server.js';
import { pageRoutes } from './adapters/page-routes.js';
import { stateRoutes } from './adapters/state-routes.js';
import type { AnchorStatus } from './anchor.js';
import { RateLimit } from './core/rate-limit.js';
import type { Standing } from './standby/ports.js';
import type { Submission } from './submission.js';

export interface AppOptions {
  /** Reads below the log folder. */
  readonly read: TileReader;
  /** `undefined` while the anchor starts. */
  readonly status: () => AnchorStatus | undefined;
  /** The auditor's page, at the root; without it there is none. */
  readonly page?: PageFiles | undefined;
  /** What this process is of its log. */
  readonly standing?: () => Standing;
  /** Index of a leaf, `undefined` for one that the log does not have; without it no leaf is looked up. */
  readonly indexOf?: LeafRoutesOptions['indexOf'];
  /** What auditors are answered from, `undefined` while the anchor starts. */
  readonly audit?: AuditRoutesOptions['ports'];
  /** Takes leaves, and gives `undefined` while the anchor starts; without it none are taken over HTTP. */
  readonly submission?: (() => Submission | undefined) | undefined;
  readonly limits?: AddressLimits | undefined;
  readonly server?: Partial<ServerLimits>;
}

/** What one address may ask where an answer costs work: leaves in, a leaf's place, audits. Files may be had without end. */
interface AddressLimits {
  /** Requests a second. */
  readonly perSecond: number;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxy: readonly string[];
}

const LIMITS: AddressLimits = { perSecond: 1000, trustedProxy: [] };

/** Builds the anchor's HTTP side; it never listens by itself. */
export function buildApp({ read, limits = LIMITS, server, ...options }: AppOptions): FastifyInstance {
  const app = createLimitedServer(
    {
      trustProxy: [...limits.trustedProxy],
      bodyLimit: 1024,
      // Input is refused, never repaired.
      ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false } },
    },
    { ...SERVER_LIMITS, ...server },
  );
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(PUBLIC_HEADERS);
  });
  app.setNotFoundHandler((_request, reply) => notThere(reply));
  app.register(swagger, { openapi: DOCUMENT });
  app.register(folderRoutes, { read });
  if (options.page !== undefined) app.register(pageRoutes, { page: options.page });
  app.register(workRoutes(read, options, new RateLimit(limits.perSecond)));
  app.register(stateRoutes, { standing: () => ({ role: 'alone' }), ...options });
  app.register(async (own) => {
    own.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  });
  return app;
}

/** Whatever costs more than a file. */
function workRoutes(
  read: TileReader,
  { indexOf, audit, submission }: Pick<AppOptions, 'indexOf' | 'audit' | 'submission'>,
  limit: RateLimit,
): FastifyPluginAsync {
  return async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      if (limit.admits(request.ip, performance.now())) return;
      await reply.code(429).headers({ 'retry-after': '1', 'cache-control': 'no-store' }).send(TOO_MANY);
    });
    if (indexOf !== undefined) scope.register(leafRoutes, { read, indexOf });
    if (audit !== undefined) scope.register(auditRoutes, { ports: audit });
    if (submission !== undefined) scope.register(leavesRoute(submission));
  };
}

const TOO_MANY = { error: { code: 'too-many-requests' } };

const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'Fit4Work anchor',
    version: '1',
    description: 'The log: everything that it serves is public, and none of it says who, what or how much.',
  },
};
