import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Gauge, Metrics } from '../../core/metrics.js';
import { Empty } from './schemas.js';

export interface MetricsRouteOptions {
  readonly metrics: Metrics;
  readonly gauges: () => readonly Gauge[];
}

const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';

/** Counts and times for Prometheus, with the operator’s token: how much is read, and when, is nobody else’s business. */
export const metricsRoute: FastifyPluginAsyncTypebox<MetricsRouteOptions> = async (app, { metrics, gauges }) => {
  app.get(
    '/metrics',
    {
      config: { access: 'operator', unlimited: true },
      schema: {
        querystring: Empty,
        response: {
          200: { description: 'no label is of a request', content: { 'text/plain': { schema: Type.String() } } },
        },
      },
    },
    async (_request, reply) => reply.type(PROMETHEUS).send(metrics.text(gauges())),
  );
};
