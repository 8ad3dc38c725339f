import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { describeAnswers } from './answers.js';

it('takes in no route that does not say what it answers, and says of each what every route may answer', async () => {
  const app = Fastify();
  const described: unknown[] = [];
  describeAnswers(app);
  app.addHook('onRoute', ({ schema }) => void described.push(Object.keys(Object(schema?.response))));
  await app.register(async (plugin) => {
    expect(() => plugin.get('/v1/new', { schema: {} }, async () => 'told')).toThrow(
      '/v1/new does not say what it answers',
    );
    expect(() => plugin.get('/v1/new', { schema: { response: { '4xx': {} } } }, async () => 'told')).toThrow();
    plugin.route({ method: 'PUT', url: '/v1/new', schema: { response: { 201: {} } }, handler: async () => 'told' });
  });
  expect(described).toEqual([['201', '503', '4xx']]);
  await app.close();
});
