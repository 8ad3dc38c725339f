import type { FastifyInstance, RouteOptions } from 'fastify';
import { Problem } from './schemas.js';

const PROBLEM = {
  description: 'what is wrong, and what mends it',
  content: { 'application/problem+json': { schema: Problem } },
} as const;

/** What every route answers beside its own: nobody has to remember it, and a route that does not say its own is not taken in. */
export function describeAnswers(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    const { schema } = route;
    if (schema?.hide) return;
    const own = typeof schema?.response === 'object' ? schema.response : {};
    if (!Object.keys({ ...own }).some((status) => /^[23]/.test(status))) {
      throw new TypeError(`${route.url} does not say what it answers: give its schema a response.`);
    }
    route.schema = { ...schema, response: { '4xx': PROBLEM, 503: PROBLEM, ...own } };
  });
}
