import { type FastifyPluginAsyncTypebox, type Static, Type } from '@fastify/type-provider-typebox';
import { toBase64Url } from '@fit4work/protocol';
import type { AdmittedKey, Admitting } from '../../admitting.js';
import { firstDay, lastDay } from '../../core/challenge-days.js';
import type { Enrolling } from '../../enrolling.js';
import { type AdministrationRoutesOptions, administrationRoutes } from './administration-routes.js';
import { AgentJwk, Empty, EnrolmentAnswer, EnrolmentBody, type Jwk, Jwks, KeyPath } from './schemas.js';

export interface EnrolmentRoutesOptions extends AdministrationRoutesOptions {
  readonly enrolling: Pick<Enrolling, 'enrol'> & Pick<Admitting, 'keySet' | 'admittedOne'>;
}

/** Challenges, invitations, enrolments and the public keys of the enrolled agents: all for a broker, one for the agent that asks whether it may still send. */
export const enrolmentRoutes: FastifyPluginAsyncTypebox<EnrolmentRoutesOptions> = async (app, options) => {
  const { enrolling } = options;
  await app.register(administrationRoutes, options);

  app.post(
    '/v1/enrolments',
    {
      config: { access: 'anyone' },
      schema: {
        querystring: Empty,
        body: EnrolmentBody,
        response: { 200: EnrolmentAnswer, 201: EnrolmentAnswer },
      },
    },
    async (request, reply) => {
      const { code, ...enrolment } = request.body;
      const outcome = await enrolling.enrol(code, enrolment);
      const { pseudonym, agent } = enrolment;
      return reply.code(outcome === 'created' ? 201 : 200).send({ version: 1, pseudonym, agent });
    },
  );

  app.get(
    '/v1/agents/jwks.json',
    {
      config: { access: 'broker' },
      schema: { querystring: Empty, response: { 200: Jwks, 304: Type.Unsafe<undefined>({}) } },
    },
    async (request, reply) => {
      const { tag, keys } = await enrolling.keySet();
      // A broker asks every other second: what it has already is not sent again.
      reply.headers({ etag: tag, 'cache-control': 'no-cache' });
      if (request.headers['if-none-match'] === tag) return reply.code(304).send(undefined);
      return { keys: keys.map((key) => ({ ...toJwk(key), f4w_pseudonym: key.pseudonym })) };
    },
  );

  app.get(
    '/v1/agents/keys/:kid',
    {
      config: { access: 'anyone' },
      schema: { params: KeyPath, querystring: Empty, response: { 200: AgentJwk } },
    },
    async ({ params }) => {
      const agent = await enrolling.admittedOne(params.kid);
      const days = { starts: agent.challengeStarts, ends: agent.challengeEnds };
      return { ...toJwk(agent), f4w_challenge: { from: firstDay(days), until: lastDay(days) } };
    },
  );
};

const toJwk = ({ key, keyId }: Pick<AdmittedKey, 'key' | 'keyId'>): Static<typeof Jwk> => ({
  ...{ kty: 'OKP', crv: 'Ed25519', x: toBase64Url(key), kid: keyId, alg: 'EdDSA', use: 'sig' },
});
