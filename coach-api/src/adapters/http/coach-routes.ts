import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readMetrics } from '../../core/ask.js';
import { CoachError } from '../../error.js';
import type { SharedGrant, SharingPerson } from '../../people.js';
import type { ReadStore } from '../../read-port.js';
import type { ReadAnswer, Reading } from '../../reading.js';
import { coachOf, readerOf } from './access.js';
import { BASIS_HEADER, type BasisOptions, basisHeader } from './basis-header.js';
import { PersonParams } from './letter-schemas.js';
import { provenReads } from './proven-reads.js';
import { Empty, GrantsAnswer, PeopleAnswer, ReadsAnswer } from './schemas.js';
import { FHIR_JSON, formatOf, JSON_LINES, writeSummaries } from './summary-formats.js';
import { DataPoints, FhirAnswer, SummariesAnswer, SummariesParams, SummariesQuery } from './summary-schemas.js';

export interface CoachRoutesOptions extends BasisOptions {
  readonly people: (coach: string, request: FastifyRequest, reply: FastifyReply) => Promise<readonly SharingPerson[]>;
  readonly grants: (coach: string, pseudonym: string) => Promise<readonly SharedGrant[]>;
  readonly reading: Pick<Reading, 'read'>;
  readonly reads: Pick<ReadStore, 'ofCoach'>;
}

const MAX_READS = 1_000;
const config = { access: 'coach' } as const;

const SUMMARIES_RESPONSES = {
  200: {
    description: 'the form that was asked',
    headers: BASIS_HEADER,
    content: {
      'application/json': { schema: SummariesAnswer },
      [JSON_LINES]: { schema: DataPoints },
      [FHIR_JSON]: { schema: FhirAnswer },
    },
  },
};

const SUMMARIES = {
  ...{ params: SummariesParams, querystring: SummariesQuery },
  response: SUMMARIES_RESPONSES,
};

const GRANTS = { params: PersonParams, querystring: Empty, response: { 200: GrantsAnswer } };

/** What a coach sees: people who share, their summaries, and the coach's own reads. */
export const coachRoutes: FastifyPluginAsyncTypebox<CoachRoutesOptions> = async (app, options) => {
  const { people, reading, reads } = options;

  app.get(
    '/v1/people',
    { config, schema: { querystring: Empty, response: { 200: PeopleAnswer } } },
    async (request, reply) => {
      const found = await people(coachOf(request).id, request, reply);
      return { people: found.map(({ pseudonym, grants }) => ({ pseudonym, grants: grants.map(toldGrant) })) };
    },
  );

  app.get(
    '/v1/people/:pseudonym/grants',
    { config: { access: 'coach', byItself: true }, schema: GRANTS },
    async (request) => {
      const shared = await options.grants(coachOf(request).id, request.params.pseudonym);
      return { grants: shared.map(toldGrant) };
    },
  );

  app.get(
    '/v1/people/:pseudonym/summaries',
    {
      config: { access: 'coach', stepUp: 'read' },
      onSend: basisHeader(options),
      schema: SUMMARIES,
    },
    async (request, reply) => {
      const { pseudonym } = request.params;
      const { granularity, from, to: until, purpose } = request.query;
      const metrics = readMetrics(request.query.metrics);
      const format = formatOf(request.query.format, request.headers.accept);
      // Before anything is read: a read that is recorded for nothing would puzzle the person.
      if (format !== 'json' && granularity !== 'day') {
        throw new CoachError('bad-request', 'This format has days only: ask for granularity=day, or for format=json.');
      }
      const answer = await reading.read({
        ...readerOf(request),
        pseudonym,
        metrics,
        granularity,
        from,
        until,
        purpose,
      });
      request.restsOn = answer.grants;
      if (format === 'json') return { pseudonym, granularity, ...told(answer) };
      const { type, text } = writeSummaries(format, pseudonym, answer.days);
      return reply.type(type).send(text);
    },
  );

  app.get('/v1/reads', { config, schema: { querystring: Empty, response: { 200: ReadsAnswer } } }, async (request) => {
    const entries = await reads.ofCoach(coachOf(request).id, MAX_READS);
    return { reads: entries.map(({ metrics, ...entry }) => ({ ...entry, metrics: [...metrics] })) };
  });
};

const toldGrant = ({ scope, ...grant }: SharedGrant) => ({
  ...grant,
  scope: scope.map(({ metric, granularities }) => ({ metric, granularities: [...granularities] })),
});

const told = ({ reads, grants: _, ...answer }: ReadAnswer) => ({ reads: provenReads(reads), ...answer });
