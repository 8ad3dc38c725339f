import { Readable } from 'node:stream';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Admitting } from '../../admitting.js';
import { isEmpty, wholeKeySet } from '../../core/key-part.js';
import { CoachError } from '../../error.js';
import { Empty, Jwks, KeySetIndex, PartPath } from './schemas.js';

export interface KeySetRoutesOptions {
  readonly admitting: Pick<Admitting, 'keySet'>;
}

/** Of what is written already. */
const Written = Type.Unsafe<Uint8Array | Readable>(Jwks);
const Unchanged = Type.Unsafe<undefined>({});
const JSON_TYPE = 'application/json; charset=utf-8';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Whether who holds its token may ask it as often as an address may: all readers have one token, each asks every second, twice
     * where strangers knock, and for each part by itself.
     */
    readonly polled?: true;
  }
}

/** The keys of all agents, in parts, for who lets agents in: an index of entity tags, which is asked for every second, and what changed. */
export const keySetRoutes: FastifyPluginAsyncTypebox<KeySetRoutesOptions> = async (app, { admitting }) => {
  app.get(
    '/v1/agents/key-set',
    {
      config: { access: 'broker', polled: true },
      schema: { querystring: Empty, response: { 200: KeySetIndex, 304: Unchanged } },
    },
    async (request, reply) => {
      const { tag, parts } = await admitting.keySet();
      if (isKnown(request, reply, tag)) return reply.code(304).send(undefined);
      const listed = [...parts.values()].filter((part) => !isEmpty(part));
      return { parts: listed.map((part) => ({ prefix: part.prefix, tag: part.tag })) };
    },
  );

  app.get(
    '/v1/agents/key-set/:prefix',
    {
      config: { access: 'broker', polled: true },
      schema: { params: PartPath, querystring: Empty, response: { 200: Written, 304: Unchanged } },
    },
    async (request, reply) => {
      const part = (await admitting.keySet()).parts.get(request.params.prefix);
      if (part === undefined) throw new CoachError('bad-request', 'A part is named by two hexadecimal digits.');
      if (isKnown(request, reply, part.tag)) return reply.code(304).send(undefined);
      return reply.type(JSON_TYPE).send(part.body);
    },
  );

  // For brokers, porters, doors and anchors of the release before, while they are upgraded after this service.
  app.get(
    '/v1/agents/jwks.json',
    {
      config: { access: 'broker' },
      schema: { querystring: Empty, response: { 200: Written, 304: Unchanged } },
    },
    async (request, reply) => {
      const { tag, parts } = await admitting.keySet();
      if (isKnown(request, reply, tag)) return reply.code(304).send(undefined);
      return reply.type(JSON_TYPE).send(Readable.from(wholeKeySet(parts.values()), { objectMode: false }));
    },
  );
};

/** What is known already is not sent again. */
function isKnown({ headers }: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  reply.headers({ etag: tag, 'cache-control': 'no-cache' });
  return headers['if-none-match'] === tag;
}
