import type { TileReader } from '@fit4work/protocol';
import type { PageFiles } from '@fit4work/web';
import type { FastifyInstance } from 'fastify';
import { folderRoutes, notThere, PUBLIC_HEADERS } from '../adapters/folder-routes.js';
import { createLimitedServer, SERVER_LIMITS, type ServerLimits } from '../adapters/limited-server.js';
import { pageRoutes } from '../adapters/page-routes.js';
import type { MirrorStatus } from './mirror-status.js';

export interface MirrorAppOptions {
  /** Reads below the folder of the copy. */
  readonly read: TileReader;
  /** `undefined` while the mirror starts. */
  readonly status: () => MirrorStatus | undefined;
  /** The auditor's page, at the root; without it there is none. */
  readonly page?: PageFiles | undefined;
  readonly server?: Partial<ServerLimits>;
}

/** Builds a mirror's HTTP side: the copy as the anchor serves its own, and the mirror's state. It never listens by itself. */
export function buildMirrorApp({ read, status, page, server }: MirrorAppOptions): FastifyInstance {
  const app = createLimitedServer({ bodyLimit: 1024 }, { ...SERVER_LIMITS, ...server });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(PUBLIC_HEADERS);
  });
  app.setNotFoundHandler((_request, reply) => notThere(reply));
  app.register(folderRoutes, { read });
  if (page !== undefined) app.register(pageRoutes, { page });
  app.get('/v1/status', (_request, reply) => {
    const now = status();
    return reply
      .code(now === undefined ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(now ?? { state: 'starting' });
  });
  app.get('/healthz', (_request, reply) => {
    const state = status()?.state ?? 'starting';
    return reply.code(state === 'following' ? 200 : 503).send({ status: state === 'following' ? 'ok' : state });
  });
  return app;
}
