import type { FastifyPluginAsync } from 'fastify';
import type { Language } from '../../core/language.js';
import { languageOfRequest } from './problem.js';

const html = (language: Language): string => `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<title>Fit4Work</title>
<h1>Fit4Work</h1>
<p id="said">…</p>
<script src="/start.js"></script>
`;

/** The token leaves the address before anything else is done, so that neither history nor a look at the screen gives it away. */
const SCRIPT = `'use strict';
const said = document.getElementById('said');
const token = new URLSearchParams(location.hash.slice(1)).get('login');
history.replaceState(null, '', '/');
const ask = async (path, init) => {
  const answer = await fetch(path, { ...init, headers: { 'content-type': 'application/json', 'x-fit4work-csrf': sessionStorage.csrf ?? '' } });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
};
(async () => {
  if (token !== null) {
    const { csrf } = await ask('/v1/session', { method: 'POST', body: JSON.stringify({ token }) });
    sessionStorage.csrf = csrf;
  }
  const { envelopes, receipts, anchored } = await ask('/v1/status', {});
  const [of, stored, proven] = document.documentElement.lang === 'nl'
    ? ['enveloppen ', ', bewaard ', ', bewezen ']
    : ['envelopes ', ', stored ', ', proven '];
  said.textContent = of + envelopes + stored + receipts + proven + anchored;
})().catch((error) => {
  said.textContent = error.message;
});
`;

/** Takes the one-time login out of the link, and shows that it worked; the page itself is still to come. */
export const startPage: FastifyPluginAsync = async (app) => {
  const open = { config: { open: true }, schema: { hide: true } };
  app.get('/', open, (request, reply) => reply.type('text/html; charset=utf-8').send(html(languageOfRequest(request))));
  app.get('/start.js', open, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(SCRIPT));
};
