import { nearbyWearables } from '../../nearby.js';
import { pairWearable } from '../../pair.js';
import { Turn } from '../../turn.js';
import type { PageRoutes } from './page-options.js';
import { Empty, NearbyAnswer, Nothing, PairBody, Problem } from './schemas.js';

/** Finding wearables, and putting one on the allow-list. */
export const wearableRoutes: PageRoutes = async (app, { ports }) => {
  /** One radio. */
  const turn = new Turn();

  app.post(
    '/v1/wearables/nearby',
    {
      schema: {
        summary:
          'Listens for some seconds, and says which wearables of a known family are near; nothing of others is kept',
        ...{ body: Empty, response: { 200: NearbyAnswer, '4xx': Problem } },
      },
    },
    () => turn.take(async () => ({ nearby: await nearbyWearables(ports) })),
  );

  app.post(
    '/v1/wearables',
    {
      schema: {
        summary: 'Puts a wearable on the allow-list; one with a key gets a new one, which its wearer confirms on it',
        ...{ body: PairBody, response: { 204: Nothing, '4xx': Problem } },
      },
    },
    async ({ body }, reply) => {
      await turn.take(() => pairWearable(ports, body));
      ports.onPaired();
      return reply.code(204).send();
    },
  );
};
