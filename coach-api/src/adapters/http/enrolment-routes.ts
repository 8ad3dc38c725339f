import type { FastifyPluginAsyncTypebox, Static } from '@fastify/type-provider-typebox';
import { toBase64Url } from '@fit4work/protocol';
import type { Enrolling } from '../../enrolling.js';
import { CoachError } from '../../error.js';
import type { EnrolledAgent, Registry } from '../../ports.js';
import { linkOf, type PublicPlace, qrOf } from './invitation.js';
import { Empty, EnrolmentAnswer, EnrolmentBody, InvitationAnswer, Jwk, Jwks, KeyPath, Problem } from './schemas.js';

export interface EnrolmentRoutesOptions {
  readonly enrolling: Enrolling;
  readonly registry: Pick<Registry, 'agents' | 'agent'>;
  /** @param port on which this service listens, where it does */
  readonly place: (port: number | undefined) => PublicPlace;
}

/** Invitations, enrolments and the public keys of the enrolled agents: all for a broker, one for the agent that asks whether it may still send. */
export const enrolmentRoutes: FastifyPluginAsyncTypebox<EnrolmentRoutesOptions> = async (app, options) => {
  const { enrolling, registry, place } = options;

  app.post(
    '/v1/invitations',
    {
      config: { access: 'administrator' },
      schema: { querystring: Empty, response: { 201: InvitationAnswer, '4xx': Problem } },
    },
    async (_request, reply) => {
      const { code, expires } = await enrolling.invite();
      const address = app.server.address();
      const { coachApi, ...others } = place(typeof address === 'object' ? address?.port : undefined);
      const invitation = { version: 1 as const, code, expires, coachApi, ...others };
      const link = linkOf(invitation);
      const certificates = [...coachApi.certificates];
      return reply.code(201).send({ ...invitation, coachApi: { ...coachApi, certificates }, link, qr: qrOf(link) });
    },
  );

  app.post(
    '/v1/enrolments',
    {
      config: { access: 'anyone' },
      schema: {
        querystring: Empty,
        body: EnrolmentBody,
        response: { 200: EnrolmentAnswer, 201: EnrolmentAnswer, '4xx': Problem },
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
    { config: { access: 'anyone' }, schema: { querystring: Empty, response: { 200: Jwks } } },
    async () => ({
      keys: (await registry.agents()).map(toJwk),
    }),
  );

  app.get(
    '/v1/agents/keys/:kid',
    {
      config: { access: 'anyone' },
      schema: { params: KeyPath, querystring: Empty, response: { 200: Jwk, '4xx': Problem } },
    },
    async ({ params }) => {
      const agent = await registry.agent(params.kid);
      if (agent === undefined) throw new CoachError('agent-unknown', UNKNOWN);
      return toJwk(agent);
    },
  );
};

const UNKNOWN = 'No agent that may send has this key: it was retired, or never enrolled here.';

const toJwk = ({ key, keyId, pseudonym }: EnrolledAgent): Static<typeof Jwk> => ({
  ...{ kty: 'OKP', crv: 'Ed25519', x: toBase64Url(key), kid: keyId, alg: 'EdDSA', use: 'sig' },
  f4w_pseudonym: pseudonym,
});
