import type {} from '@fastify/swagger';
import { parseTilePath, type TileReader } from '@fit4work/protocol';
import type { FastifyPluginCallback, FastifyReply } from 'fastify';

/** A resource of the log folder: its name there, and how it is served. */
interface Resource {
  readonly path: string;
  readonly type: string;
  readonly immutable: boolean;
}

interface Family {
  readonly summary: string;
  /** What stands at an address of this family; `undefined` for a name that the log never gives. */
  readonly find: (rest: string) => Resource | undefined;
}

const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';
const CBOR = 'application/cbor';
/** Whole numbers as the log writes them: no leading zeros. */
const NUMBER = /^(0|[1-9][0-9]{0,15})$/;
const STAMP = /^(?:0|[1-9][0-9]{0,15})\.(tsr|ots|checkpoint)$/;
const STAMP_TYPES: Readonly<Record<string, string>> = {
  tsr: 'application/timestamp-reply',
  ots: BYTES,
  checkpoint: TEXT,
};

const mutable = (path: string, type: string): Resource => ({ path, type, immutable: false });
const fixed = (path: string, type: string): Resource => ({ path, type, immutable: true });

const FILES: Readonly<Record<string, string>> = {
  checkpoint: 'The newest checkpoint with the signatures of the log and its witnesses (C2SP tlog-tiles)',
  policy: 'Whose signatures make a checkpoint (C2SP tlog-policy)',
};

const FAMILIES: Readonly<Record<string, Family>> = {
  tile: {
    summary: 'A tile of hashes, or a bundle of entries below `entries/` (C2SP tlog-tiles)',
    find: (rest) => (parseTilePath(`tile/${rest}`) === undefined ? undefined : fixed(`tile/${rest}`, BYTES)),
  },
  blocks: {
    summary: 'A block by its height, or `latest`: deterministic CBOR (SPEC.md clause 15.3)',
    find: (rest) => (rest === 'latest' ? mutable('blocks/latest', CBOR) : numbered('blocks', rest, CBOR)),
  },
  policies: {
    summary:
      'The n-th statement that changes the policy, a signed note, with its `.tlog-proof`; 0 is the first policy itself',
    find: findPolicy,
  },
  stamps: {
    summary: 'Time stamps: `index`, and by size `.checkpoint` with `.tsr` (RFC 3161) or `.ots` (OpenTimestamps)',
    find: findStamp,
  },
};

function numbered(folder: string, rest: string, type: string): Resource | undefined {
  return NUMBER.test(rest) ? fixed(`${folder}/${rest}`, type) : undefined;
}

function findPolicy(rest: string): Resource | undefined {
  const proven = /^([1-9][0-9]{0,15})\.tlog-proof$/.test(rest);
  return proven ? fixed(`policies/${rest}`, TEXT) : numbered('policies', rest, TEXT);
}

function findStamp(rest: string): Resource | undefined {
  if (rest === 'index') return mutable('stamps/index', TEXT);
  const kind = STAMP.exec(rest)?.[1];
  if (kind === undefined) return undefined;
  // A pending stamp of OpenTimestamps is replaced by its complete form.
  return kind === 'ots' ? mutable(`stamps/${rest}`, BYTES) : fixed(`stamps/${rest}`, STAMP_TYPES[kind] ?? BYTES);
}

/**
 * Serves the public folder of a log, and nothing that stands beside it: what the anchor, a mirror and any web server with
 * the same files answer alike.
 *
 * @param read reads below the folder
 * @see C2SP tlog-tiles
 */
export const folderRoutes: FastifyPluginCallback<{ readonly read: TileReader }> = (app, { read }, done) => {
  const serve = async (reply: FastifyReply, resource: Resource | undefined): Promise<FastifyReply> => {
    const bytes = resource === undefined ? undefined : await read(resource.path);
    if (resource === undefined || bytes === undefined) return notThere(reply);
    const caching = resource.immutable ? 'public, max-age=31536000, immutable' : 'no-cache';
    return reply.type(resource.type).header('cache-control', caching).send(Buffer.from(bytes));
  };
  for (const [path, summary] of Object.entries(FILES)) {
    app.get(`/${path}`, { schema: { summary } }, (_request, reply) => serve(reply, mutable(path, TEXT)));
  }
  for (const [family, { summary, find }] of Object.entries(FAMILIES)) {
    app.get<{ Params: { '*': string } }>(`/${family}/*`, { schema: { summary } }, ({ params }, reply) =>
      serve(reply, find(params['*'])),
    );
  }
  done();
};

/** 404 and nothing else: clients fall back from a partial tile to the full one on it. */
export const notThere = (reply: FastifyReply): FastifyReply => reply.code(404).type(TEXT).send('Not found.\n');

/** The log is public: an auditor's page may read it from wherever it was opened. */
export const PUBLIC_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
};
