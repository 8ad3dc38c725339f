import { fromHex } from '@fit4work/protocol';
import { ownReads } from '../../own-reads.js';
import { type PageRoutes, withVaultKey } from './page-options.js';
import { Empty, Nothing, Problem, ReadsAnswer, SeenBody } from './schemas.js';

/** Who looked. */
export const readRoutes: PageRoutes = async (app, { ports, sessions }) => {
  app.get(
    '/v1/reads',
    {
      schema: {
        summary: 'Who looked at what, verified here; only while the past is open',
        ...{ querystring: Empty, response: { 200: ReadsAnswer, '4xx': Problem } },
      },
    },
    ({ session }) =>
      withVaultKey(sessions, session, async (vaultKey) => {
        const reads = await ownReads(ports, await ports.identity(), vaultKey);
        return { sound: reads.every(({ problems }) => problems.length === 0), reads };
      }),
  );

  app.post(
    '/v1/reads/seen',
    { schema: { summary: 'Notes which reads were shown', body: SeenBody, response: { 204: Nothing, '4xx': Problem } } },
    async ({ body }, reply) => {
      await ports.outbox.acknowledgeReads(
        body.digests.map((digest) => fromHex(digest)),
        ports.clock(),
      );
      return reply.code(204).send();
    },
  );
};
