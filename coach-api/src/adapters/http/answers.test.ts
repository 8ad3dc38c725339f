import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { requireDescription } from './answers.js';

it('takes in no route that does not say what it answers, nor one that is not among the operations', async () => {
  const app = Fastify({ exposeHeadRoutes: false });
  requireDescription(app);
  await app.register(async (plugin) => {
    const get = (url: string, response: object) => () => plugin.get(url, { schema: { response } }, async () => 'told');
    expect(get('/v1/people', {})).toThrow('/v1/people does not say what it answers');
    expect(get('/v1/people', { '4xx': {} })).toThrow('does not say what it answers');
    expect(get('/v1/new/:number', { 201: {} })).toThrow('GET /v1/new/{number} is not among the operations');
    expect(get('/v1/people', { 200: {} })).not.toThrow();
  });
  await app.close();
});
