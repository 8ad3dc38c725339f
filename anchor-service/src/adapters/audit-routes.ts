import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { AuditDesk } from '../audit/audit-desk.js';
import { auditPack } from '../audit/audit-pack.js';
import type { Audit, AuditPorts } from '../audit/auditing.js';
import { dayTable } from '../audit/day-table.js';
import { Turns, unlessStalled } from '../audit/turns.js';
import { type AuditPeriod, toPeriod } from '../core/audit-period.js';
import { reportText } from '../core/audit-words.js';
import { RateLimit, site } from '../core/rate-limit.js';
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

const STALL_MS = 60_000;
/** Requests a second of one address. */
const PER_SECOND = 5;
const RETRY_SECONDS = '5';

export interface AuditRoutesOptions {
  /** `undefined` while the anchor starts. */
  readonly ports: () => AuditPorts | undefined;
  /** How long whoever gets a table or a pack may take nothing of it, milliseconds; a minute if absent. */
  readonly stallMs?: number | undefined;
}

/** What an auditor of HR may ask: counts, times and witnesses; the same whatever was measured. */
export const auditRoutes: FastifyPluginCallback<AuditRoutesOptions> = (
  app,
  { stallMs = STALL_MS, ...options },
  done,
) => {
  const ports = (): AuditPorts => {
    const made = options.ports();
    if (made === undefined) throw new AnchorError('source-failed', 'The anchor is starting: try again in a moment.');
    return made;
  };
  app.setErrorHandler(problem);
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  const limit = new RateLimit(PER_SECOND);
  app.addHook('onRequest', async ({ ip }) => {
    if (!limit.admits(ip, performance.now())) {
      throw new AnchorError('too-many-requests', 'This address asks for audits too often: ask again in a moment.');
    }
  });

  const desk = new AuditDesk();
  const made: Made = (request, period) => desk.of(ports(), period, site(request.ip));
  // Apart: whoever takes a pack slowly keeps nobody from a report.
  const turns = new Turns();
  /** Ends with the connection of whoever takes nothing more. */
  const serve: Serve = (reply, work) =>
    turns.stream(site(reply.request.ip), async () => unlessStalled(await work(), stallMs, () => reply.raw.destroy()));

  reportRoutes(app, made);
  app.get<{ Querystring: { day: string } }>(
    '/audit/blocks',
    {
      schema: {
        summary:
          'The blocks of a day as CSV, small counts not told; none of a day with fewer than five, while the chain of all is public',
        querystring: OneDay,
      },
    },
    async ({ query }, reply) => {
      const table = await serve(reply, () => dayTable(ports(), toPeriod(query.day, query.day)));
      return reply.type('text/csv; charset=utf-8').send(table);
    },
  );
  packRoute(app, ports, { made, serve });
  done();
};

type Made = (request: FastifyRequest, period: AuditPeriod) => Promise<Audit>;
type Serve = (reply: FastifyReply, work: () => Promise<AsyncIterable<Uint8Array | string>>) => Promise<Readable>;

function reportRoutes(app: FastifyInstance, made: Made): void {
  app.get<{ Querystring: PeriodQuery }>(
    '/audit',
    {
      schema: {
        summary:
          'Counts per day, times to a witnessed checkpoint, witnesses, gaps, erasures and since when they are missing',
        querystring: Period,
      },
    },
    async (request) => (await made(request, toPeriod(request.query.from, request.query.until))).report,
  );
  for (const language of ['nl', 'en'] as const) {
    app.get<{ Querystring: PeriodQuery }>(
      `/audit/report.${language}.txt`,
      { schema: { summary: `The same in words (${language})`, querystring: Period } },
      async (request, reply) => {
        const { report } = await made(request, toPeriod(request.query.from, request.query.until));
        return reply.type('text/plain; charset=utf-8').send(reportText(report, language));
      },
    );
  }
}

function packRoute(
  app: FastifyInstance,
  ports: () => AuditPorts,
  { made, serve }: { readonly made: Made; readonly serve: Serve },
): void {
  app.get<{ Querystring: PeriodQuery }>(
    '/audit/pack',
    {
      schema: {
        summary:
          'A signed archive (tar) of at most 500,000 blocks for the auditor’s file, made while it is sent; fit4work-verify checks it, one that broke off included',
        querystring: Period,
      },
    },
    async (request, reply) => {
      const period = toPeriod(request.query.from, request.query.until);
      const pack = await serve(reply, () => auditPack(ports(), period, () => made(request, period)));
      const name = `fit4work-audit-${period.from}-${period.until}.tar`;
      reply.type('application/x-tar').header('content-disposition', `attachment; filename="${name}"`);
      return reply.send(pack);
    },
  );
}

const STATUS: Readonly<Record<string, number>> = {
  ...{ 'bad-period': 400, 'too-many-requests': 429, 'busy-audit': 503, 'source-failed': 503 },
};

/** Every error is a problem (RFC 9457), without anything that was sent. */
function problem(error: unknown, _request: unknown, reply: FastifyReply): FastifyReply {
  const [status, code, detail] = causeOf(error);
  if (status === 429 || status === 503) reply.header('retry-after', RETRY_SECONDS);
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
