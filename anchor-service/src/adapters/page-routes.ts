import { openPageFiles, type PageFiles, WebError } from '@fit4work/web';
import type { FastifyPluginCallback } from 'fastify';
import type { Journal } from '../ports.js';
import { notThere } from './folder-routes.js';

/** The auditor's page; where it was not built the log is served without it, which the journal says. */
export function auditorsPage(journal: Journal): PageFiles | undefined {
  try {
    return openPageFiles('auditor');
  } catch (error) {
    if (!(error instanceof WebError)) throw error;
    journal.warn('page-not-built');
    return undefined;
  }
}

/** Serves a page at the root of a log: what it asks for next stands beside it. */
export const pageRoutes: FastifyPluginCallback<{ readonly page: PageFiles }> = (app, { page }, done) => {
  app.get<{ Params: { file?: string } }>('/:file?', { schema: { hide: true } }, ({ params, headers }, reply) => {
    const { 'accept-encoding': acceptEncoding, 'if-none-match': ifNoneMatch } = headers;
    const found = page.find({ path: params.file ?? '', acceptEncoding: acceptEncoding?.toString(), ifNoneMatch });
    return found === undefined
      ? notThere(reply)
      : reply.code(found.status).headers(found.headers).send(Buffer.from(found.bytes));
  });
  done();
};
