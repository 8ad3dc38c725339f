import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { languageOf, type PageLanguage } from './page-language.js';

interface Words {
  readonly title: string;
  readonly what: string;
  readonly steps: readonly string[];
  readonly secret: string;
}

const COMMAND = '<code>fit4work-agent setup</code>';

const WORDS: Readonly<Record<PageLanguage, Words>> = {
  nl: {
    title: 'U bent uitgenodigd voor Fit4Work',
    what: 'Met deze uitnodiging maakt u op uw eigen computer de sleutels waarmee alleen u bepaalt wat een coach van uw polsband te zien krijgt. Op deze pagina zelf gebeurt niets.',
    steps: [
      'Kopieer het hele adres van deze pagina uit de adresbalk, ook alles na het teken #.',
      `Start op uw eigen computer ${COMMAND}: dat opent een pagina op die computer alleen.`,
      'Plak het adres in de eerste stap, en volg wat er staat. Leg papier klaar voor 24 woorden.',
    ],
    secret:
      'Wat na het teken # staat, is geheim en werkt één keer. Uw browser stuurt het niet naar deze dienst. Geef het aan niemand, en vraag een nieuwe uitnodiging als iemand het zag.',
  },
  en: {
    title: 'You are invited to Fit4Work',
    what: 'With this invitation you make, on your own computer, the keys by which you alone decide what a coach gets to see of your wristband. On this page itself nothing happens.',
    steps: [
      'Copy the whole address of this page from the address bar, with everything after the sign #.',
      `On your own computer start ${COMMAND}: it opens a page on that computer alone.`,
      'Paste the address in the first step, and do as it says. Have paper ready for 24 words.',
    ],
    secret:
      'What stands after the sign # is secret and works once. Your browser does not send it to this service. Give it to nobody, and ask for a new invitation if anybody saw it.',
  },
};

/**
 * What the link of an invitation opens in a browser. Its secret is in the fragment, which no browser sends; without a script nothing
 * here can read it either, and what is answered is the same for everybody.
 */
export const enrolPage: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/enrol',
    {
      config: { access: 'anyone' },
      schema: {
        // What a mail program hangs on to a link is nothing to it.
        response: { 200: { description: 'without script', content: { 'text/html': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const language = languageOf(request.headers['accept-language']);
      return reply
        .header('vary', 'accept-language')
        .header('content-language', language)
        .type('text/html; charset=utf-8')
        .send(pageOf(language));
    },
  );
};

function pageOf(language: PageLanguage): string {
  const { title, what, steps, secret } = WORDS[language];
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body>
<main>
<h1>${title}</h1>
<p>${what}</p>
<ol>
${steps.map((step) => `<li>${step}</li>`).join('\n')}
</ol>
<p>${secret}</p>
</main>
</body>
</html>
`;
}
