import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Administering } from '../../administering.js';
import {
  ChallengeAnswer,
  ChallengeBody,
  ChallengeChangeBody,
  ChallengesAnswer,
  InvitationBody,
  InvitationEntryAnswer,
  InvitationsAnswer,
  InvitationsQuery,
  NumberPath,
  RetentionAnswer,
} from './administration-schemas.js';
import { linkOf, type PublicPlace, qrOf } from './invitation.js';
import { Empty, InvitationAnswer } from './schemas.js';

/** What the routes ask of it. */
export type AdministrationDoor = Pick<
  Administering,
  | 'addChallenge'
  | 'challenges'
  | 'changeChallenge'
  | 'invite'
  | 'invitations'
  | 'revoke'
  | 'suspend'
  | 'resume'
  | 'retention'
>;

export interface AdministrationRoutesOptions {
  readonly administering: AdministrationDoor;
  /** @param port on which this service listens, where it does */
  readonly place: (port: number | undefined) => PublicPlace;
}

const config = { access: 'administrator' } as const;

/** Challenges and invitations, for the administrator of the programme. */
export const administrationRoutes: FastifyPluginAsyncTypebox<AdministrationRoutesOptions> = async (app, options) => {
  await app.register(challengeRoutes, options);
  await app.register(invitationRoutes, options);
};

const challengeRoutes: FastifyPluginAsyncTypebox<AdministrationRoutesOptions> = async (app, options) => {
  const { administering } = options;
  const answers = { response: { 200: ChallengeAnswer } };

  app.post(
    '/v1/challenges',
    {
      config,
      schema: { querystring: Empty, body: ChallengeBody, response: { 201: ChallengeAnswer } },
    },
    async ({ body }, reply) => reply.code(201).send(await administering.addChallenge(body)),
  );

  app.get(
    '/v1/challenges',
    { config, schema: { querystring: Empty, response: { 200: ChallengesAnswer } } },
    async () => ({ challenges: [...(await administering.challenges())] }),
  );

  app.get('/v1/retention', { config, schema: { querystring: Empty, response: { 200: RetentionAnswer } } }, async () => {
    const { counts, ...terms } = await administering.retention();
    return { ...terms, counts: [...counts] };
  });

  app.patch(
    '/v1/challenges/:number',
    { config, schema: { ...answers, params: NumberPath, querystring: Empty, body: ChallengeChangeBody } },
    async ({ params, body }) => administering.changeChallenge(Number(params.number), body),
  );
};

const invitationRoutes: FastifyPluginAsyncTypebox<AdministrationRoutesOptions> = async (app, options) => {
  const { administering, place } = options;

  app.post(
    '/v1/invitations',
    {
      config,
      schema: {
        querystring: Empty,
        body: InvitationBody,
        response: { 201: InvitationAnswer },
      },
    },
    async (request, reply) => {
      const { number, code, expires } = await administering.invite(request.body ?? {});
      const address = app.server.address();
      const { coachApi, ...others } = place(typeof address === 'object' ? address?.port : undefined);
      const invitation = { version: 1 as const, code, expires, coachApi, ...others };
      const link = linkOf(invitation);
      const certificates = [...coachApi.certificates];
      return reply
        .code(201)
        .send({ ...invitation, coachApi: { ...coachApi, certificates }, number, link, qr: qrOf(link) });
    },
  );

  app.get(
    '/v1/invitations',
    { config, schema: { querystring: InvitationsQuery, response: { 200: InvitationsAnswer } } },
    async (request) => {
      const { challenge, after } = request.query;
      const asked = {
        ...(challenge === undefined ? {} : { challenge: Number(challenge) }),
        ...(after === undefined ? {} : { after: Number(after) }),
      };
      return { invitations: [...(await administering.invitations(asked))] };
    },
  );

  const answers = { response: { 200: InvitationEntryAnswer } };
  const acts = [
    ['PUT', 'revocation', (number: number) => administering.revoke(number)],
    ['PUT', 'suspension', (number: number) => administering.suspend(number)],
    ['DELETE', 'suspension', (number: number) => administering.resume(number)],
  ] as const;
  for (const [method, what, act] of acts) {
    app.route({
      method,
      url: `/v1/invitations/:number/${what}`,
      config,
      schema: { ...answers, params: NumberPath, querystring: Empty },
      handler: async ({ params }) => act(Number(params.number)),
    });
  }
};
