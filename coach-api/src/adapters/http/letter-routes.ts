import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { fromHex, toHex } from '@fit4work/protocol';
import type { Corresponding, SentMessage } from '../../corresponding.js';
import { coachOf } from './access.js';
import {
  MessageAnswer,
  MessageBody,
  MessagesAnswer,
  PersonParams,
  ProgrammeAnswer,
  ProgrammeBody,
  ProgrammesAnswer,
} from './letter-schemas.js';
import { programmeOf } from './programme-answers.js';
import { Empty } from './schemas.js';

export interface LetterRoutesOptions {
  readonly corresponding: Pick<Corresponding, 'sendProgramme' | 'programmes' | 'sendMessage' | 'messages'>;
}

/** A programme of 400 sessions with a note each. */
const BODY_LIMIT = 256 * 1024;

const asked = { params: PersonParams, querystring: Empty };
const config = { access: 'coach' } as const;

/** Programmes and messages of a coach, to and from a person whose grant lives. */
export const letterRoutes: FastifyPluginAsyncTypebox<LetterRoutesOptions> = async (app, options) => {
  const { corresponding } = options;

  app.post(
    '/v1/people/:pseudonym/programmes',
    {
      config: { access: 'coach', stepUp: 'send' },
      bodyLimit: BODY_LIMIT,
      schema: { ...asked, body: ProgrammeBody, response: { 201: ProgrammeAnswer } },
    },
    async (request, reply) => {
      const coach = coachOf(request).id;
      const { id, summaries: basis = [], person: body, overruled = [], ...content } = request.body;
      const draft = { content, id: id === undefined ? undefined : fromHex(id), basis, body, overruled };
      const sent = await corresponding.sendProgramme({ coach, ...request.params }, draft);
      return reply.code(201).send(programmeOf(sent));
    },
  );

  app.get(
    '/v1/people/:pseudonym/programmes',
    { config, schema: { ...asked, response: { 200: ProgrammesAnswer } } },
    async (request) => {
      const coach = coachOf(request).id;
      return { programmes: (await corresponding.programmes({ coach, ...request.params })).map(programmeOf) };
    },
  );

  app.post(
    '/v1/people/:pseudonym/messages',
    { config, schema: { ...asked, body: MessageBody, response: { 201: MessageAnswer } } },
    async (request, reply) => {
      const coach = coachOf(request).id;
      const { text, answers = null } = request.body;
      const draft = { text, answers: answers === null ? null : fromHex(answers) };
      const sent = await corresponding.sendMessage({ coach, ...request.params }, draft);
      return reply.code(201).send(messageOf(sent));
    },
  );

  app.get(
    '/v1/people/:pseudonym/messages',
    { config, schema: { ...asked, response: { 200: MessagesAnswer } } },
    async (request) => {
      const coach = coachOf(request).id;
      return { messages: (await corresponding.messages({ coach, ...request.params })).map(messageOf) };
    },
  );
};

function messageOf({ message, ...fate }: SentMessage) {
  const { agent, answers, text, report, time } = message;
  return {
    ...{ ...fate, time, text },
    from: agent === null ? ('coach' as const) : ('person' as const),
    answers: answers && toHex(answers),
    report: report && { ...report, programme: toHex(report.programme) },
  };
}
