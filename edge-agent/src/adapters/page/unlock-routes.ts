import { catchUpConsent } from '../../recovery/catch-up-consent.js';
import { sealLate } from '../../seal-late.js';
import { unlockVault } from '../../unlock.js';
import { LateAnswer } from './letter-schemas.js';
import { CAUGHT_UP_WITHIN, type PageRoutes, withVaultKey } from './page-options.js';
import { Empty, Nothing, Problem, UnlockAnswer, UnlockBody } from './schemas.js';

/** The ten minutes for which the past is open, and what can be made up for in them. */
export const unlockRoutes: PageRoutes = async (app, { ports, sessions, passphrases }) => {
  app.post(
    '/v1/unlock',
    {
      schema: {
        summary: 'Opens the past for ten minutes, with the passphrase',
        ...{ body: UnlockBody, response: { 200: UnlockAnswer, '4xx': Problem } },
      },
    },
    async ({ body, session }) => {
      const identity = await ports.identity();
      const pair = await passphrases(() => unlockVault(ports.lock, identity, body.passphrase));
      const place = { coachUrl: ports.coachUrl, certificates: identity.pins.certificates };
      // What other machines signed is shown, and can be ended, as what is signed here.
      await catchUpConsent(ports, identity, { passphrase: body.passphrase, place, seconds: CAUGHT_UP_WITHIN });
      return { unlockedFor: sessions.unlock(session, pair) };
    },
  );

  app.delete(
    '/v1/unlock',
    { schema: { summary: 'Closes the past again', querystring: Empty, response: { 204: Nothing, '4xx': Problem } } },
    async ({ session }, reply) => {
      sessions.lock(session);
      return reply.code(204).send();
    },
  );

  app.post(
    '/v1/late-history',
    {
      schema: {
        summary: 'Seals anew what came late of days that are closed; only while the past is open',
        ...{ querystring: Empty, response: { 200: LateAnswer, '4xx': Problem } },
      },
    },
    ({ session }) =>
      withVaultKey(sessions, session, async (vaultKey) => {
        const sealed = await sealLate(ports, { identity: await ports.identity(), zone: ports.zone }, { vaultKey });
        ports.drain.wake();
        return sealed;
      }),
  );
};
