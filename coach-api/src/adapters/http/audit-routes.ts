import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Empty } from './schemas.js';

export interface AuditRoutesOptions {
  /** Signed counts of erasures (SPEC.md clause 14.4). */
  readonly erasureCounts: () => Promise<Uint8Array>;
}

const Counts = Type.Unsafe<Buffer>({
  ...{ type: 'string', format: 'binary' },
  description: 'erasure-counts, a COSE_Sign1 (SPEC.md clause 14.4)',
});

/** What an auditor may ask, who has no account: counts that say nothing about anyone. */
export const auditRoutes: FastifyPluginAsyncTypebox<AuditRoutesOptions> = async (app, { erasureCounts }) => {
  app.get(
    '/v1/audit/erasures',
    {
      config: { access: 'anyone' },
      schema: {
        summary: 'How many certificates of erasure were signed, by calendar month; one to four are not told apart',
        ...{ querystring: Empty, response: { 200: Counts } },
      },
    },
    async (_request, reply) => reply.type('application/cose').send(Buffer.from(await erasureCounts())),
  );
};
