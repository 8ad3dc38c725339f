import { proveService } from '../../page-logins.js';
import type { PageRoutes } from './page-options.js';
import { Problem, ServiceAnswer, ServiceQuery } from './schemas.js';

/** Which agent answers. */
export const serviceRoutes: PageRoutes = async (app, { ports }) => {
  app.get(
    '/v1/service',
    {
      config: { open: true },
      schema: {
        ...{ summary: 'Proves to a command on the same vault that this agent answers', security: [] },
        ...{ querystring: ServiceQuery, response: { 200: ServiceAnswer, '4xx': Problem } },
      },
    },
    async ({ query }) => ({ proof: proveService(await ports.identity(), query.challenge) }),
  );
};
