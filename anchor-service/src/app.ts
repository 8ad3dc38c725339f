import { parseTilePath, type TileReader } from '@fit4work/protocol';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { AnchorStatus } from './anchor.js';
import { stampResource } from './stamps/core/stamp-files.js';

export interface AppOptions {
  /** Reads below the log folder. */
  readonly read: TileReader;
  /** `undefined` while the anchor starts. */
  readonly status: () => AnchorStatus | undefined;
}

/** A resource of the log folder: its name there, and how it is served. */
interface Resource {
  readonly path: string;
  readonly type: string;
  readonly immutable: boolean;
}

const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';
const CBOR = 'application/cbor';

/** Builds the anchor's HTTP side; it never listens by itself. @see C2SP tlog-tiles */
export function buildApp({ read, status }: AppOptions): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: 1024 });

  const serve = async (reply: FastifyReply, resource: Resource | undefined): Promise<FastifyReply> => {
    const bytes = resource === undefined ? undefined : await read(resource.path);
    // 404 and nothing else: clients fall back from a partial tile to the full one on it.
    if (resource === undefined || bytes === undefined) return reply.code(404).type(TEXT).send('Not found.\n');
    const caching = resource.immutable ? 'public, max-age=31536000, immutable' : 'no-cache';
    return reply.type(resource.type).header('cache-control', caching).send(Buffer.from(bytes));
  };

  // The log is public: the auditor's page may read it from wherever it was opened.
  app.addHook('onSend', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*').header('x-content-type-options', 'nosniff');
  });
  app.setNotFoundHandler((_request, reply) => serve(reply, undefined));

  app.get('/checkpoint', (_request, reply) => serve(reply, { path: 'checkpoint', type: TEXT, immutable: false }));
  app.get('/policy', (_request, reply) => serve(reply, { path: 'policy', type: TEXT, immutable: false }));
  app.get<{ Params: { '*': string } }>('/tile/*', (request, reply) => {
    const path = `tile/${request.params['*']}`;
    const known = parseTilePath(path) !== undefined;
    return serve(reply, known ? { path, type: BYTES, immutable: true } : undefined);
  });
  app.get<{ Params: { height: string } }>('/blocks/:height', (request, reply) =>
    serve(reply, block(request.params.height)),
  );

  app.get<{ Params: { name: string } }>('/stamps/:name', (request, reply) =>
    serve(reply, stampResource(request.params.name)),
  );

  app.get('/v1/status', async (_request, reply) => {
    const now = status();
    return now === undefined
      ? reply.code(503).send({ status: 'starting' })
      : reply.header('cache-control', 'no-store').send(now);
  });
  app.get('/healthz', async (_request, reply) => {
    const quorum = status()?.quorum ?? 'starting';
    return reply.code(quorum === 'met' ? 200 : 503).send({ status: quorum === 'met' ? 'ok' : quorum });
  });
  return app;
}

function block(height: string): Resource | undefined {
  if (height === 'latest') return { path: 'blocks/latest', type: CBOR, immutable: false };
  return /^(0|[1-9][0-9]{0,15})$/.test(height) ? { path: `blocks/${height}`, type: CBOR, immutable: true } : undefined;
}
