import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { DayPath, Empty } from './schemas.js';

export interface AuditRoutesOptions {
  /** Signed counts of erasures (SPEC.md clause 14.4). */
  readonly erasureCounts: () => Promise<Uint8Array>;
  /** The signed line of a day (SPEC.md clause 11.5). @throws CoachError `not-reconciled` */
  readonly lineOf: (day: string) => Promise<Uint8Array>;
}

const COUNTS = {
  description: 'erasure-counts, a COSE_Sign1 (SPEC.md clause 14.4)',
  content: { 'application/cose': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } },
};

const LINE = {
  description: 'a C2SP signed note (SPEC.md clause 11.5)',
  content: { 'text/plain': { schema: Type.Unsafe<Buffer>({ type: 'string' }) } },
};

/** What an auditor may ask, who has no account: counts that say nothing about anyone. */
export const auditRoutes: FastifyPluginAsyncTypebox<AuditRoutesOptions> = async (app, { erasureCounts, lineOf }) => {
  app.get(
    '/v1/audit/erasures',
    {
      config: { access: 'anyone' },
      schema: {
        ...{ querystring: Empty, response: { 200: COUNTS } },
      },
    },
    async (_request, reply) => {
      reply.type('application/cose').header('cache-control', 'max-age=60');
      return reply.send(Buffer.from(await erasureCounts()));
    },
  );
  app.get(
    '/v1/audit/openings/:day',
    {
      config: { access: 'anyone' },
      schema: {
        ...{ params: DayPath, querystring: Empty, response: { 200: LINE } },
      },
    },
    async (request, reply) =>
      reply.type('text/plain; charset=utf-8').send(Buffer.from(await lineOf(request.params.day))),
  );
};
