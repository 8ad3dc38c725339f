import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { installGuard } from './guard.js';

const guarded = () => {
  const app = Fastify();
  installGuard(app, {
    tokens: { coaches: [], adminTokenSha256: undefined },
    login: undefined,
    operatorTokenSha256: undefined,
    brokerTokenSha256: '0'.repeat(64),
  });
  return app;
};

it('takes in no route that does not say who may ask it', async () => {
  const app = guarded();
  await app.register(async (plugin) => {
    expect(() => plugin.get('/v1/new', async () => 'told')).toThrow('/v1/new does not say who may ask it');
  });
  await app.close();
});

it('stands before the HEAD of a route too, and before its input is looked at', async () => {
  const app = guarded();
  const schema = { querystring: { type: 'object', required: ['day'] } };
  app.get('/v1/new', { config: { access: 'coach' }, schema }, async () => 'told');
  const told: string[] = [];
  app.setErrorHandler((error: Error, _request, reply) => {
    told.push(error.message);
    return reply.code(401).send();
  });
  for (const method of ['GET', 'HEAD'] as const) {
    expect((await app.inject({ method, url: '/v1/new' })).statusCode).toBe(401);
  }
  expect(new Set(told)).toEqual(
    new Set(['Nobody is logged in with this request: log in, or give a valid bearer token.']),
  );
  await app.close();
});
