import type { NoteSigner } from '@fit4work/protocol';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply } from 'fastify';
import { auditPack } from '../audit/audit-pack.js';
import { type AuditPorts, audit, chainOf } from '../audit/auditing.js';
import { blockTable } from '../core/audit-blocks.js';
import { toPeriod } from '../core/audit-period.js';
import { reportText } from '../core/audit-words.js';
import { AnchorError } from '../error.js';

const Day = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'a day of UTC' };
const Period = {
  type: 'object',
  properties: { from: Day, until: Day },
  required: ['from', 'until'],
  additionalProperties: false,
};
const OneDay = { type: 'object', properties: { day: Day }, required: ['day'], additionalProperties: false };

interface PeriodQuery {
  readonly from: string;
  readonly until: string;
}

type Ports = AuditPorts & { readonly signer: NoteSigner };

export interface AuditRoutesOptions {
  /** `undefined` while the anchor starts. */
  readonly ports: () => Ports | undefined | Promise<Ports | undefined>;
}

/** What an auditor of HR may ask: counts, times and witnesses; the same whatever was measured. */
export const auditRoutes: FastifyPluginCallback<AuditRoutesOptions> = (app, options, done) => {
  const ports = async (): Promise<Ports> => {
    const made = await options.ports();
    if (made === undefined) throw new AnchorError('source-failed', 'The anchor is starting: try again in a moment.');
    return made;
  };
  app.setErrorHandler(problem);
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  const oneAtATime = turns();

  app.get<{ Querystring: PeriodQuery }>(
    '/audit',
    {
      schema: {
        summary: 'Counts per day, times to a witnessed checkpoint, witnesses, gaps, erasures',
        querystring: Period,
      },
    },
    ({ query }) => oneAtATime(async () => (await audit(await ports(), toPeriod(query.from, query.until))).report),
  );
  for (const language of ['nl', 'en'] as const) {
    app.get<{ Querystring: PeriodQuery }>(
      `/audit/report.${language}.txt`,
      { schema: { summary: `The same in words (${language})`, querystring: Period } },
      async ({ query }, reply) => {
        const { report } = await oneAtATime(async () => audit(await ports(), toPeriod(query.from, query.until)));
        return reply.type('text/plain; charset=utf-8').send(reportText(report, language));
      },
    );
  }
  app.get<{ Querystring: { day: string } }>(
    '/audit/blocks',
    { schema: { summary: 'The blocks of a day as CSV, small counts not told', querystring: OneDay } },
    async ({ query }, reply) => {
      const chain = await oneAtATime(async () => chainOf(await ports(), toPeriod(query.day, query.day)));
      return reply.type('text/csv; charset=utf-8').send(blockTable(chain));
    },
  );
  packRoute(app, ports, oneAtATime);
  done();
};

function packRoute(app: FastifyInstance, ports: () => Promise<Ports>, oneAtATime: Turns): void {
  app.get<{ Querystring: PeriodQuery }>(
    '/audit/pack',
    {
      schema: {
        summary: 'A signed archive (tar) for the auditor’s file; fit4work-verify checks it',
        querystring: Period,
      },
    },
    async ({ query }, reply) => {
      const { signer, ...rest } = await ports();
      const period = toPeriod(query.from, query.until);
      const pack = Buffer.from(await oneAtATime(() => auditPack(rest, period, signer)));
      const name = `fit4work-audit-${period.from}-${period.until}.tar`;
      return reply.type('application/x-tar').header('content-disposition', `attachment; filename="${name}"`).send(pack);
    },
  );
}

type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** One audit at a time: each reads the blocks of its period, beside a log that has better to do. */
function turns(): Turns {
  let busy = false;
  return async (work) => {
    if (busy) throw new AnchorError('busy-audit', 'Another audit is being made: ask again in a moment.');
    busy = true;
    try {
      return await work();
    } finally {
      busy = false;
    }
  };
}

const STATUS: Readonly<Record<string, number>> = { 'bad-period': 400, 'busy-audit': 429, 'source-failed': 503 };

/** Every error is a problem (RFC 9457), without anything that was sent. */
function problem(error: unknown, _request: unknown, reply: FastifyReply): FastifyReply {
  const [status, code, detail] = causeOf(error);
  const body = { type: `urn:fit4work:problem:${code}`, title: code, status, detail, code };
  return reply.code(status).type('application/problem+json; charset=utf-8').send(JSON.stringify(body));
}

function causeOf(error: unknown): readonly [status: number, code: string, detail: string] {
  if (error instanceof AnchorError) return [STATUS[error.code] ?? 500, error.code, error.message];
  if (error instanceof Error && 'validation' in error) {
    return [400, 'bad-request', 'What was asked is not as /openapi.json describes it: give the days as 2026-11-26.'];
  }
  return [500, 'internal', 'Something is wrong here: see what the anchor logged.'];
}
