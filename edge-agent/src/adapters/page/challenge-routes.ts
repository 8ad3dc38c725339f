import type { PageRoutes } from './page-options.js';
import { ChallengeAnswer, Empty, Problem } from './schemas.js';

/** When the challenge begins and ends. */
export const challengeRoutes: PageRoutes = async (app, { ports }) => {
  app.get(
    '/v1/challenge',
    {
      schema: {
        summary: 'First and last day of the challenge, as the coach API says now',
        ...{ querystring: Empty, response: { 200: ChallengeAnswer, '4xx': Problem } },
      },
    },
    async () => (await ports.challenge()) ?? { from: null, until: null },
  );
};
