import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Admitting } from '../../admitting.js';
import { firstDay, lastDay } from '../../core/challenge-days.js';
import { agentJwk } from '../../core/key-part.js';
import type { Enrolling } from '../../enrolling.js';
import { type AdministrationRoutesOptions, administrationRoutes } from './administration-routes.js';
import { type KeySetRoutesOptions, keySetRoutes } from './key-set-routes.js';
import { AgentJwk, Empty, EnrolmentAnswer, EnrolmentBody, KeyPath } from './schemas.js';

export interface EnrolmentRoutesOptions extends AdministrationRoutesOptions {
  readonly enrolling: Pick<Enrolling, 'enrol'> & Pick<Admitting, 'admittedOne'> & KeySetRoutesOptions['admitting'];
}

/** Challenges, invitations, enrolments and the public keys of the enrolled agents: all for a broker, one for the agent that asks whether it may still send. */
export const enrolmentRoutes: FastifyPluginAsyncTypebox<EnrolmentRoutesOptions> = async (app, options) => {
  const { enrolling } = options;
  await app.register(administrationRoutes, options);
  await app.register(keySetRoutes, { admitting: enrolling });

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
    '/v1/agents/keys/:kid',
    {
      config: { access: 'anyone' },
      schema: { params: KeyPath, querystring: Empty, response: { 200: AgentJwk } },
    },
    async ({ params }) => {
      const agent = await enrolling.admittedOne(params.kid);
      const days = { starts: agent.challengeStarts, ends: agent.challengeEnds };
      return { ...agentJwk(agent), f4w_challenge: { from: firstDay(days), until: lastDay(days) } };
    },
  );
};
