import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { OpenSession, Sessions } from '../../identity/sessions.js';
import { COACH_PAGE } from './coach-page.js';
import { languageOf } from './page-language.js';
import { Empty } from './schemas.js';
import { cookieNames, cookieOf } from './session-cookie.js';

export interface StartPageOptions {
  readonly sessions: Pick<Sessions, 'of'>;
  /** Of this service, as browsers reach it. */
  readonly origin: string;
}

const WORDS = {
  nl: {
    ...{ title: 'Fit4Work: begeleiding', coach: 'coach', administrator: 'beheerder van het programma' },
    nobody: 'U bent niet aangemeld.',
    ...{
      somebody: 'U bent aangemeld als',
      logIn: 'Aanmelden',
      people: 'Uw mensen',
      description: 'Beschrijving van deze dienst (OpenAPI)',
    },
  },
  en: {
    ...{ title: 'Fit4Work: coaching', coach: 'coach', administrator: 'administrator of the programme' },
    nobody: 'You are not logged in.',
    ...{
      somebody: 'You are logged in as',
      logIn: 'Log in',
      people: 'Your people',
      description: 'Description of this service (OpenAPI)',
    },
  },
} as const;

/** Where a browser comes to after it logged in or out and no page was named. It tells who is logged in to nobody else: no other site reads it. */
export const startPage: FastifyPluginAsyncTypebox<StartPageOptions> = async (app, { sessions, origin }) => {
  const { session: name } = cookieNames(origin);
  app.get(
    '/',
    {
      config: { access: 'anyone' },
      schema: {
        querystring: Empty,
        response: { 200: { description: 'without script', content: { 'text/html': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const id = cookieOf(request, name);
      const session = id === undefined ? undefined : await sessions.of(id);
      const language = languageOf(request.headers['accept-language']);
      return reply
        .header('vary', 'accept-language, cookie')
        .header('content-language', language)
        .type('text/html; charset=utf-8')
        .send(pageOf(language, session));
    },
  );
};

function pageOf(language: keyof typeof WORDS, session: OpenSession | undefined): string {
  const words = WORDS[language];
  const who = session && [words[session.role], session.coach?.name].filter((word) => word !== undefined).join(', ');
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words.title}</title></head>
<body>
<main>
<h1>${words.title}</h1>
${who === undefined ? `<p>${words.nobody} <a href="/v1/login">${words.logIn}</a></p>` : `<p>${words.somebody} ${escaped(who)}.</p>`}
${session?.role === 'coach' ? `<p><a href="${COACH_PAGE}">${words.people}</a></p>` : ''}
<p><a href="/openapi.json">${words.description}</a></p>
</main>
</body>
</html>
`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
