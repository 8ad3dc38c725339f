import type { Setup, SetupState } from '../../setup.js';
import type { RoutesWith } from './page-options.js';
import {
  Empty,
  GivenWordsBody,
  InvitationBody,
  KeysAnswer,
  KeysBody,
  Problem,
  SetupAnswer,
  WordsAnswer,
} from './schemas.js';

interface SetupRoutesOptions {
  readonly setup: Setup;
  /** Runs what guesses at a passphrase that there is. */
  readonly guess: <T>(work: () => Promise<T>) => Promise<T>;
}

/** The way to an agent, step by step. */
export const setupRoutes: RoutesWith<SetupRoutesOptions> = async (app, { setup, guess }) => {
  app.get(
    '/v1/setup',
    { schema: { summary: 'What is next', querystring: Empty, response: { 200: SetupAnswer, '4xx': Problem } } },
    async () => told(setup.state),
  );

  app.post(
    '/v1/setup/invitation',
    {
      schema: {
        summary: 'Takes an invitation; another one begins anew',
        ...{ body: InvitationBody, response: { 200: SetupAnswer, '4xx': Problem } },
      },
    },
    async ({ body }) => told(await setup.invite(body.invitation)),
  );

  app.post(
    '/v1/setup/keys',
    {
      schema: {
        summary: 'Makes the keys, durable under the passphrase, or opens those that were begun; shows the 24 words',
        ...{ body: KeysBody, response: { 200: KeysAnswer, '4xx': Problem } },
      },
    },
    ({ body }) => {
      const open = () => setup.open(body.passphrase);
      // A new passphrase is nobody's guess.
      return setup.state.begun ? guess(open) : open();
    },
  );

  app.post(
    '/v1/setup/words',
    {
      schema: {
        summary: 'Takes back the two words that were asked, and notes that they are on paper',
        ...{ body: GivenWordsBody, response: { 200: WordsAnswer, '4xx': Problem } },
      },
    },
    async ({ body }) => ({ confirmed: await setup.giveBack(body.words) }),
  );

  app.post(
    '/v1/setup/registration',
    {
      schema: {
        summary: 'Registers the public keys; then the agent starts',
        ...{ body: Empty, response: { 200: SetupAnswer, '4xx': Problem } },
      },
    },
    async () => {
      await setup.register();
      return told(setup.state);
    },
  );
};

const told = ({ step, host, begun }: SetupState): object => ({ step, host: host ?? null, begun });
