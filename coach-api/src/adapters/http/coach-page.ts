import { openPageFiles, type PageFiles, WebError } from '@fit4work/web';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../ports.js';
import { notFound } from './problem.js';

export interface CoachPageOptions {
  readonly logger: Logger;
  /** The page that was built, if absent. */
  readonly open?: () => PageFiles;
}

/** Where the page is; what it asks for next stands beside it. */
export const COACH_PAGE = '/coach/';

/** The page of a coach, for everybody: it has nothing of anybody, and shows nothing until its own questions are answered. */
export const coachPage: FastifyPluginAsync<CoachPageOptions> = async (app, options) => {
  const files = opened(options);
  const route = { config: { access: 'anyone' }, schema: { hide: true } } as const;
  const serve = (path: string, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { 'accept-encoding': acceptEncoding, 'if-none-match': ifNoneMatch } = request.headers;
    const found = files?.find({ path, acceptEncoding: acceptEncoding?.toString(), ifNoneMatch });
    if (found === undefined) return notFound(request, reply);
    return reply.code(found.status).headers(found.headers).send(Buffer.from(found.bytes));
  };
  app.get('/coach', route, (_request, reply) => reply.redirect(COACH_PAGE, 308));
  app.get(COACH_PAGE, route, (request, reply) => serve('', request, reply));
  app.get<{ Params: { file: string } }>(`${COACH_PAGE}:file`, route, (request, reply) =>
    serve(request.params.file, request, reply),
  );
};

/** What agents send matters more than the page: where it was not built the service goes on without. */
function opened({ logger, open = () => openPageFiles('coach') }: CoachPageOptions): PageFiles | undefined {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof WebError)) throw error;
    logger.warn('page-failed', { code: error.code });
    return undefined;
  }
}
