import type { GrantScope } from '@fit4work/protocol';
import type { XStatic } from 'typebox/schema';
import { checkCoachId } from '../../core/coach-id.js';
import { checkGrantTerm } from '../../core/grant-term.js';
import { PAGE_REFUSALS } from '../../core/refusal-words/page-refusals.js';
import { checkShown } from '../../core/shown-scope.js';
import { AgentError } from '../../error.js';
import { offerGrant } from '../../grant-offer.js';
import type { GrantRequest } from '../../grants.js';
import { ownGrants } from '../../own-consent.js';
import type { PagePorts } from '../../page-port.js';
import { checkDays, type PageRoutes, withVaultKey } from './page-options.js';
import { GrantsAnswer, GrantsQuery, OfferAnswer, OfferBody, Problem } from './schemas.js';

/** What is shared, and what would be. */
export const offerRoutes: PageRoutes = async (app, { ports, sessions }) => {
  app.get(
    '/v1/grants',
    {
      schema: {
        summary: 'The grants that live, or the whole history of consent',
        ...{ querystring: GrantsQuery, response: { 200: GrantsAnswer, '4xx': Problem } },
      },
    },
    async ({ query }) => ownGrants(ports, await ports.identity(), query.history === 'all'),
  );

  app.post(
    '/v1/grants/preview',
    {
      schema: {
        summary: 'The notice, and exactly what the coach would see; only while the past is open. Nothing is signed',
        ...{ body: OfferBody, response: { 200: OfferAnswer, '4xx': Problem } },
      },
    },
    ({ body, session }) =>
      withVaultKey(sessions, session, async (vaultKey) =>
        offerGrant(
          ports,
          { identity: await ports.identity(), zone: ports.zone },
          { request: requestOf(body, ports), vaultKey },
        ),
      ),
  );
};

export function requestOf(
  { coach, scope, from, until, expires, language }: XStatic<typeof OfferBody>,
  { clock, zone }: Pick<PagePorts, 'clock' | 'zone'>,
): GrantRequest {
  checkCoachId(coach);
  checkScope(scope);
  checkShown(scope);
  checkDays(from, until);
  checkGrantTerm({ from, until, expires }, { now: clock(), zone });
  const asked: readonly GrantScope[] = scope;
  return { coach, scope: asked, from, until, expires, language };
}

/** @throws AgentError `bad-request` where a metric stands twice, since a grant names each once (SPEC.md clause 8.2) */
function checkScope(scope: readonly GrantScope[]): void {
  const twice = scope.find(({ metric }, i) => scope.findIndex((each) => each.metric === metric) < i);
  if (twice !== undefined) throw new AgentError('bad-request', PAGE_REFUSALS.metricTwice(twice.metric));
}
