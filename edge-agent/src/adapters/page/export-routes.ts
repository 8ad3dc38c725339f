import { Readable } from 'node:stream';
import { exportArchive } from '../../export-archive.js';
import { nodeArchive } from '../export-file.js';
import type { PageRoutes } from './page-options.js';
import { languageOfRequest } from './problem.js';
import { Archive, Problem, UnlockBody } from './schemas.js';

/** Everything, to take along. */
export const exportRoutes: PageRoutes = async (app, { ports, passphrases }) => {
  app.post(
    '/v1/export',
    {
      schema: {
        summary: 'Everything that is kept, in one archive: tar, signed and not encrypted',
        ...{ body: UnlockBody, response: { 200: Archive, '4xx': Problem } },
      },
    },
    async (request, reply) => {
      const identity = await ports.identity();
      const root = await passphrases(() => ports.lock.unwrap(identity.wrappedRoot, request.body.passphrase));
      const person = { identity, zone: ports.zone };
      const asked = { root, language: languageOfRequest(request) };
      const archive = exportArchive({ ...ports, archive: nodeArchive }, person, asked);
      const stream = Readable.from(archive, { objectMode: false });
      // Whoever goes away in the middle ends it as well.
      stream.once('close', () => root.fill(0));
      return reply
        .type('application/x-tar')
        .header('content-disposition', 'attachment; filename="fit4work-export.tar"')
        .send(stream);
    },
  );
};
