import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { CoachError, type CoachErrorCode } from '../../error.js';
import type { Logger } from '../../ports.js';
import { setHeaders } from './headers.js';

/** What each error is over HTTP. docs/coach-api-errors.md says them in the languages of people. */
export const STATUS: Readonly<Record<CoachErrorCode, number>> = {
  'bad-config': 500,
  'bad-passphrase': 500,
  'busy-port': 500,
  'at-work': 500,
  'not-held': 503,
  'bad-request': 400,
  unauthorised: 401,
  'login-again': 401,
  'login-failed': 403,
  'no-role': 403,
  'not-permitted': 403,
  'cross-site': 403,
  'provider-unavailable': 503,
  'not-granted': 403,
  'not-given': 403,
  'plan-warned': 409,
  'invitation-unknown': 403,
  'agent-unknown': 404,
  'not-reconciled': 404,
  'invitation-used': 409,
  'invitation-expired': 410,
  'invitation-revoked': 410,
  'invitation-unused': 409,
  'no-invitation': 404,
  'no-challenge': 404,
  'challenge-taken': 409,
  'challenge-full': 409,
  'challenge-not-begun': 403,
  'challenge-ended': 410,
  'agent-suspended': 403,
  'already-enrolled': 409,
  'certificate-refused': 400,
  'kept-refused': 400,
  'too-many-requests': 429,
  overloaded: 503,
  'too-many-reads': 503,
  'not-proven': 503,
  'broker-unavailable': 503,
  'log-unavailable': 503,
  'journal-failed': 503,
  'store-unavailable': 503,
  'log-distrusted': 503,
  'damaged-record': 503,
};

/** Where somebody goes who can mend it by logging in. */
const LOGIN: Partial<Readonly<Record<CoachErrorCode, string>>> = {
  unauthorised: '/v1/login',
  'login-failed': '/v1/login',
  'login-again': '/v1/login?fresh=1',
};

/** Seconds after which whatever is away may be back. */
const TRANSIENT = 5;

interface ProblemOptions {
  readonly canLogIn: boolean;
  readonly overTls: boolean;
}

/** Every error of a route is the same small body, without anything that was sent; each refusal is counted by its code. */
export function problemHandler(logger: Logger, { canLogIn, overTls }: ProblemOptions) {
  const counts = new Map<string, number>();
  const refused = (code: string, status: number): void => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    logger.warn('request-refused', { code, status, count });
  };
  return (error: FastifyError | CoachError, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    // Of what never reached a route there is no hook.
    setHeaders(reply, overTls);
    if (error instanceof CoachError) {
      const { code, message, metric, retryAfter } = error;
      refused(code, STATUS[code]);
      if (retryAfter !== undefined || STATUS[code] === 503) reply.header('retry-after', retryAfter ?? TRANSIENT);
      const login = canLogIn ? LOGIN[code] : undefined;
      return send(reply, STATUS[code], {
        ...{ code, message },
        ...(metric === undefined ? {} : { metric }),
        ...(login === undefined ? {} : { login }),
      });
    }
    const status = error.statusCode ?? 500;
    if (status < 500) {
      refused('bad-request', status);
      return send(reply, status, { code: 'bad-request', message: sentenceOf(error) });
    }
    logger.error('request-failed', { status, code: error.code ?? 'unknown' });
    return send(reply, 500, {
      code: 'internal',
      message: 'Something is wrong here: try again, and tell the operator if it stays.',
    });
  };
}

/** The place of a declared property is named; what stood there, or an unknown name, is not. */
function sentenceOf({ validation, validationContext }: FastifyError): string {
  const place = validation?.[0]?.instancePath.slice(1);
  if (validation === undefined) return 'The request is not as /openapi.json describes it.';
  const what = place ? `The value of ${place} in the ${validationContext}` : `The ${validationContext}`;
  return `${what} is not as /openapi.json describes it.`;
}

export const notFound = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  send(reply, 404, { code: 'not-found', message: 'There is nothing here: see /openapi.json.' });

function send(reply: FastifyReply, status: number, body: object): FastifyReply {
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  // Serialised here: a route's schema for this status must not drop a member.
  return reply.code(status).type('application/problem+json; charset=utf-8').serializer(JSON.stringify).send(body);
}
