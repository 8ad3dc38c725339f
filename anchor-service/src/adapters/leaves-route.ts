import type { Principal } from '@fit4work/registry';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Submission, SubmissionAnswer } from '../submission.js';

/** 1,024 leaves. */
const MAX_BODY_BYTES = 32 * 1024;

const SCHEMA = {
  summary: 'Takes 1 to 1,024 leaves of 32 bytes and answers once they are on disk',
  description:
    'From enrolled agents and the coach API, by the token that opens the broker. Anything but 202 means: send all of them again.',
  consumes: ['application/octet-stream'],
  response: {
    202: {
      type: 'object',
      required: ['accepted', 'known'],
      properties: { accepted: { type: 'integer' }, known: { type: 'integer' } },
    },
  },
};

/** `POST /v1/leaves`. @param submission gives nothing while the anchor starts */
export function leavesRoute(submission: () => Submission | undefined): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    const parties = new WeakMap<object, Principal>();
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler<FastifyError>((error, _request, reply) => {
      const answer = refusalOf(error);
      submission()?.refuse(answer);
      return say(reply, answer);
    });
    // Before the body: whoever is not let in has nothing read.
    scope.addHook('onRequest', async (request, reply) => {
      const asked = submission();
      const admitted: Principal | SubmissionAnswer =
        asked === undefined
          ? { status: 503, code: 'starting', retryAfter: 1 }
          : await asked.admit(request.headers.authorization);
      if ('status' in admitted) return say(reply, admitted);
      parties.set(request, admitted);
    });
    scope.post('/v1/leaves', { bodyLimit: MAX_BODY_BYTES, schema: SCHEMA }, async (request, reply) => {
      const [asked, party] = [submission(), parties.get(request)];
      const body = request.body instanceof Buffer ? request.body : new Uint8Array(0);
      return asked === undefined || party === undefined
        ? say(reply, { status: 503, code: 'starting', retryAfter: 1 })
        : say(reply, await asked.take(party, body));
    });
  };
}

/** What fastify itself refused: a body that is too long, or is no octet stream, or was cut off. */
function refusalOf({ statusCode = 500 }: FastifyError) {
  if (statusCode === 413) return { status: 413, code: 'too-large' } as const;
  if (statusCode === 415) return { status: 415, code: 'not-an-octet-stream' } as const;
  return statusCode < 500
    ? ({ status: 400, code: 'bad-request' } as const)
    : ({ status: 500, code: 'failed' } as const);
}

function say(reply: FastifyReply, answer: SubmissionAnswer): FastifyReply {
  reply.code(answer.status).header('cache-control', 'no-store');
  if (answer.status === 202) return reply.send(answer.body);
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer');
  if (answer.retryAfter !== undefined) reply.header('retry-after', String(answer.retryAfter));
  return reply.send({ error: { code: answer.code } });
}
