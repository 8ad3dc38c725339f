import { unlockVault } from '../../unlock.js';
import type { PageRoutes } from './page-options.js';
import { Empty, Nothing, Problem, SessionAnswer, UnlockBody } from './schemas.js';

/** The ten minutes for which the past is open. */
export const unlockRoutes: PageRoutes = async (app, { ports, sessions, passphrases }) => {
  app.post(
    '/v1/unlock',
    {
      schema: {
        summary: 'Opens the past for ten minutes, with the passphrase',
        ...{ body: UnlockBody, response: { 200: SessionAnswer, '4xx': Problem } },
      },
    },
    async ({ body, session }) => {
      const identity = await ports.identity();
      const pair = await passphrases(() => unlockVault(ports.lock, identity, body.passphrase));
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
};
