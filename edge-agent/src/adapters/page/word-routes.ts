import { PAGE_REFUSALS } from '../../core/refusal-words/page-refusals.js';
import { AgentError } from '../../error.js';
import { checkWords } from '../../recovery-words.js';
import type { PageRoutes } from './page-options.js';
import { Problem, WordsAnswer, WordsBody } from './schemas.js';

/** Whether the recovery words are on paper. */
export const wordRoutes: PageRoutes = async (app, { ports, passphrases }) => {
  app.post(
    '/v1/recovery-words',
    {
      schema: {
        summary: 'Holds two of the 24 recovery words against those that there are, and notes that they are on paper',
        ...{ body: WordsBody, response: { 200: WordsAnswer, '4xx': Problem } },
      },
    },
    async ({ body }) => {
      const [first, second] = body.words;
      if (first?.place === second?.place) throw new AgentError('bad-request', PAGE_REFUSALS.onePlace);
      const identity = await ports.identity();
      return { confirmed: await passphrases(() => checkWords(ports, identity, body)) };
    },
  );
};
