import { ProtocolError } from '@fit4work/protocol';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type Language, languageAccepted, type Said } from '../../core/language.js';
import { PAGE_REFUSALS } from '../../core/refusal-words/page-refusals.js';
import { AgentError, type AgentErrorCode } from '../../error.js';
import type { Report } from '../../ports.js';

/** Of what a person can do something about; anything else is a fault of this machine. */
const STATUS: Partial<Record<AgentErrorCode, number>> = {
  'bad-request': 400,
  'bad-configuration': 400,
  'bad-invitation': 400,
  'not-signed-in': 401,
  'bad-passphrase': 403,
  'foreign-request': 403,
  locked: 403,
  'not-granted': 404,
  'not-enrolled': 409,
  'already-enrolled': 409,
  wearable: 409,
  'clock-wrong': 409,
  'consent-full': 409,
  'too-many-tries': 429,
  refused: 502,
  unreachable: 503,
};

/** Every error is a problem (RFC 9457) in the words of the agent and the language that is asked for, without anything that was sent. */
export const problemHandler =
  (report: Report) =>
  (error: FastifyError | AgentError | ProtocolError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = problemOf(error);
    report(problem.status < 500 ? 'page-refused' : 'page-failed', { code: problem.code });
    return sendProblem(request, reply, problem);
  };

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: Said;
}

function problemOf(error: FastifyError | AgentError | ProtocolError): Problem {
  if (error instanceof AgentError) {
    return { status: STATUS[error.code] ?? 500, code: error.code, detail: error.said };
  }
  // A day of no calendar, or a grant that nobody would accept: what was sent is not quoted.
  if (error instanceof ProtocolError) {
    return { status: 400, code: 'bad-request', detail: PAGE_REFUSALS.notAsked };
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return { status, code: 'bad-request', detail: sentenceOf(error) };
  return { status: 500, code: 'internal', detail: PAGE_REFUSALS.fault };
}

/** The place of a declared property is named; what stood there, or an unknown name, is not. */
function sentenceOf({ validation, validationContext }: FastifyError): Said {
  const place = validation?.[0]?.instancePath.slice(1);
  if (validation === undefined) return PAGE_REFUSALS.notRequest;
  const part = validationContext ?? 'body';
  return place ? PAGE_REFUSALS.notValue(place, part) : PAGE_REFUSALS.notPart(part);
}

export const notFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(request, reply, { status: 404, code: 'not-found', detail: PAGE_REFUSALS.notFound });

/** What who asks would read (RFC 9110, section 12.5.4). */
export const languageOfRequest = ({ headers }: FastifyRequest): Language =>
  languageAccepted(headers['accept-language']);

function sendProblem(request: FastifyRequest, reply: FastifyReply, { status, code, detail }: Problem): FastifyReply {
  const language = languageOfRequest(request);
  reply.headers({ 'content-language': language, vary: 'accept-language' });
  const body = { type: `urn:fit4work:problem:${code}`, title: code, status, detail: detail[language], code };
  // Serialised here: a route's schema for this status must not drop a member.
  return reply.code(status).type('application/problem+json; charset=utf-8').serializer(JSON.stringify).send(body);
}
