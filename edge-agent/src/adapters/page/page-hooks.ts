import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Said } from '../../core/language.js';
import { type GuardRefusal, guardPage } from '../../core/page-guard.js';
import { PAGE_REFUSALS } from '../../core/refusal-words/page-refusals.js';
import { AgentError } from '../../error.js';
import type { PageSessions } from '../../page-sessions.js';

export const COOKIE = 'f4w_session';
/** Only a script of the page itself can set it: a form or an image of another page cannot. */
export const CSRF_HEADER = 'x-fit4work-csrf';

/** Of a page that asks by itself, at which nobody is. */
const UNTOUCHED_HEADER = 'x-fit4work-untouched';

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the session; empty where nobody is logged in. */
    session: string;
  }
  interface FastifyContextConfig {
    /** Whether nobody has to be logged in. */
    open?: boolean;
  }
}

const REFUSALS: Readonly<Record<GuardRefusal, Said>> = {
  'foreign-host': PAGE_REFUSALS.foreignHost,
  'foreign-origin': PAGE_REFUSALS.foreignOrigin,
  'no-origin': PAGE_REFUSALS.noOrigin,
};

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Before anything else is looked at: who asks, and whether somebody is logged in. */
export function addHooks(app: FastifyInstance, sessions: PageSessions): void {
  app.decorateRequest('session', '');
  app.addHook('onRequest', async (request) => {
    refuseForeign(request);
    const isUntouched = request.headers[UNTOUCHED_HEADER] !== undefined;
    request.session = sessions.find(cookieOf(request), headerOf(request), isUntouched) ?? '';
    const isOpen = request.routeOptions.config.open === true || request.is404;
    if (request.session === '' && !isOpen) {
      throw new AgentError('not-signed-in', PAGE_REFUSALS.notSignedIn);
    }
  });
  app.addHook('onSend', async (_request, reply: FastifyReply) => {
    // The files of the page have a stricter policy of their own, and those that never change are kept by the browser.
    for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
}

function refuseForeign(request: FastifyRequest): void {
  const { host, origin, 'sec-fetch-site': site } = request.headers;
  const port = request.socket.localPort ?? 0;
  const isNavigation = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
  const refusal = guardPage({
    ...{ method: request.method, host, origin, port },
    // A link may lead to the page from anywhere: what it shows is nothing until somebody is logged in.
    site: isNavigation || Array.isArray(site) ? undefined : site,
  });
  if (refusal !== undefined) throw new AgentError('foreign-request', REFUSALS[refusal]);
}

/** One that is there twice is nobody's: another service of this machine may have set the other. */
function cookieOf({ headers }: FastifyRequest): string | undefined {
  const mine = (headers.cookie ?? '').split(/; */).filter((pair) => pair.startsWith(`${COOKIE}=`));
  return mine.length === 1 ? mine[0]?.slice(COOKIE.length + 1) : undefined;
}

function headerOf({ headers }: FastifyRequest): string | undefined {
  const value = headers[CSRF_HEADER];
  return typeof value === 'string' ? value : undefined;
}
