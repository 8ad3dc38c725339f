import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Empty, Health, Readiness } from './schemas.js';

export interface HealthRoutesOptions {
  readonly readiness: () => { readonly broker: boolean; readonly log: boolean; readonly openings: boolean };
}

export const healthRoutes: FastifyPluginAsyncTypebox<HealthRoutesOptions> = async (app, { readiness }) => {
  app.get(
    '/healthz',
    { config: { access: 'anyone' }, schema: { querystring: Empty, response: { 200: Health } } },
    async () => ({
      status: 'ok' as const,
    }),
  );
  app.get(
    '/readyz',
    { config: { access: 'anyone' }, schema: { querystring: Empty, response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      const state = readiness();
      return reply.code(state.broker && state.log && state.openings ? 200 : 503).send(state);
    },
  );
};
