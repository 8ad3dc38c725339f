import type { XStatic } from 'typebox/schema';
import { noticeHash } from '../../core/notice.js';
import { PAGE_REFUSALS } from '../../core/refusal-words/page-refusals.js';
import { waitingReleases, witnessed } from '../../deliver.js';
import { AgentError } from '../../error.js';
import { type Ended, type Ending, grant, noticeOf } from '../../grants.js';
import { withdrawEverywhere } from '../../withdraw-everywhere.js';
import { requestOf } from './offer-routes.js';
import type { PageRoutes } from './page-options.js';
import { CAUGHT_UP_WITHIN } from './page-options.js';
import { GrantAnswer, GrantBody, Problem, WithdrawalAnswer, WithdrawalBody } from './schemas.js';
import { send } from './send.js';

/** What a coach may see: signed with the passphrase, ended in one step. */
export const consentRoutes: PageRoutes = async (app, { ports, passphrases }) => {
  app.post(
    '/v1/grants',
    { schema: { summary: 'Signs a grant', body: GrantBody, response: { 201: GrantAnswer, '4xx': Problem } } },
    async ({ body }, reply) => {
      const { passphrase, notice, awaits = 'proven', ...asked } = body;
      const [request, person] = [requestOf(asked, ports), { identity: await ports.identity(), zone: ports.zone }];
      if (noticeHash(noticeOf(request, person)) !== notice) {
        throw new AgentError('bad-request', PAGE_REFUSALS.previewChanged);
      }
      const id = await passphrases(() => grant(ports, person, { request, passphrase }));
      const told = await send(ports, [id, ...(await waitingReleases(ports, id))], awaits);
      return reply.code(201).send({ grant: id, ...(await witnessed(ports.outbox, person.identity, told)) });
    },
  );

  app.post(
    '/v1/withdrawals',
    {
      schema: {
        summary: 'Ends grants, in one step',
        body: WithdrawalBody,
        response: { 201: WithdrawalAnswer, '4xx': Problem },
      },
    },
    async ({ body }, reply) => {
      const identity = await ports.identity();
      const place = { coachUrl: ports.coachUrl, certificates: identity.pins.certificates };
      const asked = { ending: endingOf(body), passphrase: body.passphrase, place, seconds: CAUGHT_UP_WITHIN };
      const deliver = async (each: readonly Ended[]): Promise<boolean> => {
        const leaves = each.map(({ withdrawal }) => withdrawal);
        return (await send(ports, leaves, 'stored')).stored;
      };
      const { ended, stored, caughtUp } = await passphrases(() =>
        withdrawEverywhere(ports, identity, { ...asked, deliver }),
      );
      const withdrawn = ended.map((each) => each.grant);
      return reply.code(201).send({ withdrawn, stored, lookedUp: caughtUp.why === undefined });
    },
  );
};

function endingOf(body: XStatic<typeof WithdrawalBody>): Ending {
  if ('grant' in body) return { grantId: body.grant };
  return 'coach' in body ? { coach: body.coach } : { all: true };
}
