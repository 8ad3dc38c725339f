import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { CoachError } from '../../error.js';
import type { Tls } from '../tls-files.js';

export interface ServerOptions {
  /** Undefined for plain HTTP. */
  readonly tls: Tls | undefined;
  /** At once; whoever comes beyond is let go. */
  readonly connections: number;
  /** Addresses whose word counts of where a request comes from. */
  readonly trustedProxies: readonly string[];
  /** Of what never reached a route. */
  readonly onProblem: (error: CoachError, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/** Milliseconds: for the head of a request, the whole of it, between two of them, and without a byte either way. A read takes 15 s. */
const TIMES = { head: 10_000, request: 15_000, kept: 15_000, idle: 60_000 };
const MAX_HEAD_BYTES = 8 * 1024;

/** An HTTP server that whoever speaks or listens slowly cannot keep from others; it does not listen yet. */
export function createServer(options: ServerOptions, times = TIMES): FastifyInstance {
  const { tls, connections, trustedProxies, onProblem } = options;
  const limits = {
    ...{ maxHeaderSize: MAX_HEAD_BYTES, headersTimeout: times.head, connectionsCheckingInterval: times.head / 4 },
  };
  const app: FastifyInstance = Fastify({
    ...(tls ? { https: { cert: tls.cert, key: tls.key, ...limits } } : { http: limits }),
    logger: false,
    // Kept pins of a new machine are the largest of what is not a programme.
    bodyLimit: 32 * 1024,
    routerOptions: { maxParamLength: 64 },
    ...{ requestTimeout: times.request, keepAliveTimeout: times.kept, connectionTimeout: times.idle },
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    // A look without an answer would be a read all the same.
    exposeHeadRoutes: false,
    // What comes while it stops is refused as all else is.
    return503OnClosing: false,
    frameworkErrors: (_error, request, reply) => {
      onProblem(badRequest(), request, reply);
    },
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
      const [status, reason] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'Bad Request'];
      socket.end(`HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    },
    // Input is refused, never repaired.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false } },
  });
  app.server.maxConnections = connections;
  return app;
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [number, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
};

const badRequest = (): CoachError => new CoachError('bad-request', 'The request is not as /openapi.json describes it.');
