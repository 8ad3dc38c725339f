import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import { Empty, Health, Readiness } from './schemas.js';

export interface HealthRoutesOptions {
  readonly readiness: () => Promise<Static<typeof Readiness>>;
}

const config = { access: 'anyone', unlimited: true } as const;

export const healthRoutes: FastifyPluginAsyncTypebox<HealthRoutesOptions> = async (app, { readiness }) => {
  app.get('/healthz', { config, schema: { querystring: Empty, response: { 200: Health } } }, async () => ({
    status: 'ok' as const,
  }));
  app.get(
    '/readyz',
    { config, schema: { querystring: Empty, response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      const state = await readiness();
      const { broker, database, log, openings, journal } = state;
      return reply.code(broker && database && log && openings && journal ? 200 : 503).send(state);
    },
  );
};
