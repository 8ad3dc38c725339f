import { acknowledgeReads } from '../../acknowledge-reads.js';
import { PROBLEMS } from '../../core/read-words.js';
import { ownReads } from '../../own-reads.js';
import { type PageRoutes, withVaultKey } from './page-options.js';
import { languageOfRequest } from './problem.js';
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
    (request) =>
      withVaultKey(sessions, request.session, async (vaultKey) => {
        const reads = await ownReads(ports, { identity: await ports.identity(), vaultKey });
        const words = PROBLEMS[languageOfRequest(request)];
        return {
          sound: reads.every(({ problems }) => problems.length === 0),
          reads: reads.map((read) => ({ ...read, said: read.problems.map((problem) => words[problem]) })),
        };
      }),
  );

  app.post(
    '/v1/reads/seen',
    {
      schema: {
        summary: 'Tells the coach API which reads were shown; only while the past is open',
        ...{ body: SeenBody, response: { 204: Nothing, '4xx': Problem } },
      },
    },
    async ({ body, session }, reply) => {
      await withVaultKey(sessions, session, async (vaultKey) => {
        const identity = await ports.identity();
        const reads = await ownReads(ports, { identity, vaultKey });
        const seen = reads.filter(({ digest }) => body.digests.includes(digest));
        await acknowledgeReads(ports, identity, seen);
      });
      return reply.code(204).send();
    },
  );
};
