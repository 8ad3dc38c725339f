import fastify from 'fastify';
import { expect, it } from 'vitest';
import { enrolPage } from './enrol-page.js';

const ask = async (language?: string) => {
  const app = fastify();
  await app.register(enrolPage);
  const headers = language === undefined ? {} : { 'accept-language': language };
  return app.inject({ url: '/enrol', headers });
};

it('says in Dutch or English what an invitation is and how to begin', async () => {
  const dutch = await ask();
  expect(dutch.statusCode).toBe(200);
  expect(dutch.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'content-language': 'nl' });
  expect(dutch.body).toContain('U bent uitgenodigd voor Fit4Work');
  expect(dutch.body).toContain('<code>fit4work-agent setup</code>');
  const english = await ask('en-GB,nl;q=0.5');
  expect(english.headers['content-language']).toBe('en');
  expect(english.body).toContain('You are invited to Fit4Work');
});

it('has nothing by which what stands after the sign # could be read, kept or sent', async () => {
  const { body } = await ask();
  expect(body).not.toMatch(/<(script|form|img|link|iframe|a)\b|\son\w+=|https?:/i);
});
