import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';

/** What one peer may take of an HTTP server that anybody can reach. */
export interface ServerLimits {
  /** For the head of a request, from the moment of the connection on, milliseconds. */
  readonly headMs: number;
  /** For a whole request, milliseconds. */
  readonly requestMs: number;
  /** Without a byte either way, milliseconds: what is made for long is answered within it. */
  readonly idleMs: number;
  /** Between two requests of one connection, milliseconds. */
  readonly keptMs: number;
  /** At once; whoever comes beyond is let go at once. */
  readonly connections: number;
}

export const SERVER_LIMITS: ServerLimits = {
  ...{ headMs: 5_000, requestMs: 10_000, idleMs: 90_000, keptMs: 15_000 },
  connections: 1024,
};

const MAX_HEAD_BYTES = 8 * 1024;

/** An HTTP server that a client which speaks or listens slowly cannot keep from others; it does not listen yet. */
export function createLimitedServer(options: FastifyServerOptions, limits: ServerLimits): FastifyInstance {
  const { headMs, requestMs, idleMs, keptMs, connections } = limits;
  const app: FastifyInstance = Fastify({
    logger: false,
    ...options,
    ...{ requestTimeout: requestMs, connectionTimeout: idleMs, keepAliveTimeout: keptMs },
    http: { maxHeaderSize: MAX_HEAD_BYTES, headersTimeout: headMs, connectionsCheckingInterval: headMs / 4 },
  });
  app.server.maxConnections = connections;
  return app;
}
