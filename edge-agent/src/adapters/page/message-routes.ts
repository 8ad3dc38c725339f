import { fromHex } from '@fit4work/protocol';
import { ownMessages } from '../../own-messages.js';
import { acknowledge, shownAmong, writeMessage } from '../../write-message.js';
import { MessageBody, MessagesAnswer, SentAnswer, ShownBody } from './letter-schemas.js';
import { type PageRoutes, withVaultKey } from './page-options.js';
import { Empty, Nothing, Problem } from './schemas.js';
import { send } from './send.js';

/** A text of 4,096 characters, however they are escaped. */
const LONGEST = 64 * 1024;

/** What is said between a person and each coach. */
export const messageRoutes: PageRoutes = async (app, { ports, sessions }) => {
  app.get(
    '/v1/messages',
    {
      schema: {
        summary: 'Both sides of what was said, verified here; only while the past is open',
        ...{ querystring: Empty, response: { 200: MessagesAnswer, '4xx': Problem } },
      },
    },
    ({ session }) =>
      withVaultKey(sessions, session, async (vaultKey) => {
        const { sound, threads, unbelieved } = await ownMessages(ports, { identity: await ports.identity(), vaultKey });
        return { sound, threads, unbelieved };
      }),
  );

  app.post(
    '/v1/messages/seen',
    {
      schema: {
        summary: 'Tells the coach API which messages were shown; only while the past is open',
        ...{ body: ShownBody, response: { 204: Nothing, '4xx': Problem } },
      },
    },
    async ({ body, session }, reply) => {
      await withVaultKey(sessions, session, async (vaultKey) => {
        const identity = await ports.identity();
        const { letters } = await ownMessages(ports, { identity, vaultKey });
        await acknowledge(ports, identity, shownAmong(letters, new Set(body.leaves)));
      });
      ports.drain.wake();
      return reply.code(204).send();
    },
  );

  app.post(
    '/v1/messages',
    {
      bodyLimit: LONGEST,
      schema: {
        summary: 'Writes to a coach to whom something was granted, sealed',
        ...{ body: MessageBody, response: { 201: SentAnswer, '4xx': Problem } },
      },
    },
    async ({ body: { coach, text, answers } }, reply) => {
      const saying = { coach, text, answers: answers === undefined ? null : fromHex(answers), report: null };
      const leaf = await writeMessage(ports, await ports.identity(), saying);
      const { stored } = await send(ports, [leaf], 'stored');
      return reply.code(201).send({ leaf, received: stored });
    },
  );
};
