import { confirmGrants } from '../../confirm-grants.js';
import { waitingReleases } from '../../deliver.js';
import { refetchConsent } from '../../recovery/refetch-consent.js';
import type { PageRoutes } from './page-options.js';
import { ConfirmationAnswer, ConfirmationBody, LostConsentAnswer, LostConsentBody, Problem } from './schemas.js';
import { send } from './send.js';

/** Grants that came back by a recovery or a repair, and wait until the employee has looked at them. */
export const confirmRoutes: PageRoutes = async (app, { ports, passphrases }) => {
  app.post(
    '/v1/grants/confirmations',
    {
      schema: {
        summary:
          'Says that grants which came back still stand: those that were shown (`grantsUnconfirmed` in the status)',
        ...{ body: ConfirmationBody, response: { 201: ConfirmationAnswer, '4xx': Problem } },
      },
    },
    async ({ body }, reply) => {
      const identity = await ports.identity();
      const confirmed = await passphrases(() => confirmGrants(ports, identity, body));
      const releases = await Promise.all(confirmed.map((id) => waitingReleases(ports, id)));
      const { stored } = await send(ports, releases.flat(), 'stored');
      return reply.code(201).send({ confirmed, stored });
    },
  );

  app.post(
    '/v1/lost-consent',
    {
      schema: {
        summary:
          'Fetches back from the coach API, verified, what was lost of consent here; every grant of it waits to be confirmed',
        ...{ body: LostConsentBody, response: { 200: LostConsentAnswer, '4xx': Problem } },
      },
    },
    async ({ body: { passphrase } }) => {
      const identity = await ports.identity();
      const place = { coachUrl: ports.coachUrl, certificates: identity.pins.certificates };
      const restored = await passphrases(() => refetchConsent(ports, identity, { passphrase, place }));
      return { restored };
    },
  );
};
