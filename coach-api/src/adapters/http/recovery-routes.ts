import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { toBase64Url, toHex } from '@fit4work/protocol';
import type { FastifyRequest } from 'fastify';
import { RateLimit } from '../../core/rate-limit.js';
import { CoachError } from '../../error.js';
import type { Clock, Person } from '../../ports.js';
import type { Recovering } from '../../recovering.js';
import { requireBearer } from './bearer.js';
import { NewAgentBody, RecoveryAnswer, RecoveryPage, RecoveryParams, RecoveryQuery } from './recovery-schemas.js';
import { Empty, EnrolmentAnswer, Problem } from './schemas.js';

export interface RecoveryRoutesOptions {
  readonly recovering: Recovering;
  readonly clock: Clock;
}

/** A minute of pages is half a gigabyte: more than a person has in a year. */
const OF_PERSON = { most: 120, window: 60 };
/** Before a token is looked at; behind a proxy many people have one address. */
const OF_ADDRESS = { most: 600, window: 60 };

const config = { access: 'person' } as const;

/** What a person on a new machine, who has the 24 words alone, gets back. */
export const recoveryRoutes: FastifyPluginAsyncTypebox<RecoveryRoutesOptions> = async (app, options) => {
  const { recovering, authenticate } = { ...options, authenticate: authenticator(options) };

  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  app.get(
    '/v1/recovery',
    { config, schema: { querystring: Empty, response: { 200: RecoveryAnswer, '4xx': Problem } } },
    async (request) => {
      const { pseudonym, kept, agents } = await recovering.person(await authenticate(request));
      return {
        version: 1 as const,
        pseudonym,
        kept: kept === undefined ? null : toBase64Url(kept),
        agents: agents.map(({ agent, key, certificate, lastSequence, head }) => ({
          ...{ agent, lastSequence, key: toBase64Url(key), certificate: toBase64Url(certificate) },
          head: { sequence: head.sequence, leaf: toHex(head.leaf) },
        })),
      };
    },
  );

  app.get(
    '/v1/recovery/:kind',
    {
      config,
      schema: {
        params: RecoveryParams,
        querystring: RecoveryQuery,
        response: { 200: RecoveryPage, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const { pseudonym } = await authenticate(request);
      const after = Number(request.query.after ?? 0);
      const page = Readable.from(recovering.page(request.params.kind, { pseudonym, after }), { objectMode: false });
      return reply.type('application/cbor-seq').send(page);
    },
  );

  app.post(
    '/v1/recovery/agents',
    {
      config,
      schema: {
        querystring: Empty,
        body: NewAgentBody,
        response: { 200: EnrolmentAnswer, 201: EnrolmentAnswer, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const person = await authenticate(request);
      const outcome = await recovering.addAgent(person, request.body);
      const answer = { version: 1 as const, pseudonym: person.pseudonym, agent: request.body.agent };
      return reply.code(outcome === 'created' ? 201 : 200).send(answer);
    },
  );
};

/** Who asks, as long as not too many do. */
function authenticator({ recovering, clock }: RecoveryRoutesOptions): (request: FastifyRequest) => Promise<Person> {
  const addresses = new RateLimit(OF_ADDRESS);
  const people = new RateLimit(OF_PERSON);
  return async (request) => {
    if (!addresses.allows(request.ip, clock.now())) throw tooMany();
    const person = await recovering.authenticate(requireBearer(request));
    if (!people.allows(person.pseudonym, clock.now())) throw tooMany();
    return person;
  };
}

const tooMany = (): CoachError =>
  new CoachError('too-many-requests', 'These are too many requests: go on in a minute.');
