import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { type ConnectionLimits, shareConnections } from './connection-share.js';

/** What one peer may take of an HTTP server that anybody can reach. */
export interface ServerLimits extends ConnectionLimits {
  /** For the head of a request, from the moment of the connection on, milliseconds: who says nothing is let go then. */
  readonly headMs: number;
  /** For a whole request, milliseconds. */
  readonly requestMs: number;
  /** Without a byte either way, milliseconds: what is made for long is answered within it. */
  readonly idleMs: number;
  /** Between two requests of one connection, milliseconds. */
  readonly keptMs: number;
}

export const SERVER_LIMITS: ServerLimits = {
  ...{ headMs: 5_000, requestMs: 10_000, idleMs: 90_000, keptMs: 15_000 },
  ...{ connections: 1024, connectionsOfOne: 512 },
};

const MAX_HEAD_BYTES = 8 * 1024;

/** What is set of a server beside its limits. */
interface ServerOptions extends Omit<FastifyServerOptions, 'trustProxy'> {
  /** Addresses and networks whose `X-Forwarded-For` is believed: everybody comes from there, so that their connections are not counted. */
  readonly trustProxy?: string[];
}

/** An HTTP server that a client which speaks or listens slowly cannot keep from others; it does not listen yet. */
export function createLimitedServer(options: ServerOptions, limits: ServerLimits): FastifyInstance {
  const { headMs, requestMs, idleMs, keptMs } = limits;
  const app: FastifyInstance = Fastify({
    logger: false,
    ...options,
    ...{ requestTimeout: requestMs, connectionTimeout: idleMs, keepAliveTimeout: keptMs },
    http: { maxHeaderSize: MAX_HEAD_BYTES, headersTimeout: headMs, connectionsCheckingInterval: headMs / 4 },
  });
  shareConnections(app.server, limits, options.trustProxy ?? []);
  return app;
}
