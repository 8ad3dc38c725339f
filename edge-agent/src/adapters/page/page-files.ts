import { openPageFiles, type PageFiles, WebError } from '@fit4work/web';
import type { FastifyPluginAsync } from 'fastify';
import type { Report } from '../../ports.js';
import { notFound } from './problem.js';

interface PageFilesOptions {
  readonly report: Report;
  /** The page that was built, if absent. */
  readonly open?: () => PageFiles;
}

/** The page itself, for everybody of this machine: it shows nothing until somebody is logged in. */
export const pageFiles: FastifyPluginAsync<PageFilesOptions> = async (app, options) => {
  const files = opened(options);
  const route = { config: { open: true }, schema: { hide: true } };
  app.get<{ Params: { file?: string } }>('/:file?', route, async (request, reply) => {
    const { 'accept-encoding': acceptEncoding, 'if-none-match': ifNoneMatch } = request.headers;
    const path = request.params.file ?? '';
    const found = files?.find({ path, acceptEncoding: acceptEncoding?.toString(), ifNoneMatch });
    if (found === undefined) return notFound(request, reply);
    return reply.code(found.status).headers(found.headers).send(Buffer.from(found.bytes));
  });
};

/** What is measured matters more than the page: where it was not built its API goes on without. */
function opened({ report, open = () => openPageFiles('employee') }: PageFilesOptions): PageFiles | undefined {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof WebError)) throw error;
    report('page-failed', { code: error.code });
    return undefined;
  }
}
