import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { toBase64Url, toHex } from '@fit4work/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimit } from '../../core/rate-limit.js';
import type { Clock, Person } from '../../ports.js';
import type { Recovering } from '../../recovering.js';
import { requireBearer } from './bearer.js';
import { tell } from './limits.js';
import { NewAgentBody, RecoveryAnswer, RecoveryPage, RecoveryParams, RecoveryQuery } from './recovery-schemas.js';
import { Empty, EnrolmentAnswer } from './schemas.js';

export interface RecoveryRoutesOptions {
  readonly recovering: Pick<Recovering, 'authenticate' | 'person' | 'addAgent' | 'page'>;
  readonly clock: Clock;
}

/** A minute of pages is half a gigabyte: more than a person has in a year. */
const OF_PERSON = { most: 120, window: 60 };

const config = { access: 'person' } as const;

/** What a person on a new machine, who has the 24 words alone, gets back. */
export const recoveryRoutes: FastifyPluginAsyncTypebox<RecoveryRoutesOptions> = async (app, options) => {
  const { recovering, authenticate } = { ...options, authenticate: authenticator(options) };

  app.get(
    '/v1/recovery',
    { config, schema: { querystring: Empty, response: { 200: RecoveryAnswer } } },
    async (request, reply) => {
      const { pseudonym, kept, agents } = await recovering.person(await authenticate(request, reply));
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
        response: { 200: RecoveryPage },
      },
    },
    async (request, reply) => {
      const { pseudonym } = await authenticate(request, reply);
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
        response: { 200: EnrolmentAnswer, 201: EnrolmentAnswer },
      },
    },
    async (request, reply) => {
      const person = await authenticate(request, reply);
      const outcome = await recovering.addAgent(person, request.body);
      const answer = { version: 1 as const, pseudonym: person.pseudonym, agent: request.body.agent };
      return reply.code(outcome === 'created' ? 201 : 200).send(answer);
    },
  );
};

/** Who asks, as long as not too many do. */
function authenticator({ recovering, clock }: RecoveryRoutesOptions) {
  const people = new RateLimit(OF_PERSON);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<Person> => {
    const person = await recovering.authenticate(requireBearer(request));
    tell(reply, people.take(person.pseudonym, clock.now()), OF_PERSON.most);
    return person;
  };
}
