import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { readMetrics } from '../../core/ask.js';
import { type PeopleOptions, peopleOf } from '../../people.js';
import type { Coach, ReadStore } from '../../ports.js';
import type { Reading } from '../../reading.js';
import { requireCoach } from './bearer.js';
import {
  Empty,
  PeopleAnswer,
  Problem,
  ReadsAnswer,
  SummariesAnswer,
  SummariesParams,
  SummariesQuery,
} from './schemas.js';

export interface CoachRoutesOptions {
  readonly coaches: readonly Coach[];
  readonly people: PeopleOptions;
  readonly reading: Reading;
  readonly reads: Pick<ReadStore, 'ofCoach'>;
}

const MAX_READS = 1_000;
const security = [{ bearer: [] }];

/** What a coach sees: people who share, their summaries, and the coach's own reads. */
export const coachRoutes: FastifyPluginAsyncTypebox<CoachRoutesOptions> = async (app, options) => {
  const { coaches, people, reading, reads } = options;

  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  app.get(
    '/v1/people',
    { schema: { querystring: Empty, security, response: { 200: PeopleAnswer, '4xx': Problem } } },
    async (request) => {
      const found = await peopleOf(requireCoach(request, coaches).id, people);
      return {
        people: found.map(({ grants, ...person }) => ({
          ...person,
          grants: grants.map((grant) => ({
            ...grant,
            scope: grant.scope.map(({ metric, granularities }) => ({ metric, granularities: [...granularities] })),
          })),
        })),
      };
    },
  );

  app.get(
    '/v1/people/:pseudonym/summaries',
    {
      schema: {
        params: SummariesParams,
        querystring: SummariesQuery,
        security,
        response: { 200: SummariesAnswer, '4xx': Problem, 503: Problem },
      },
    },
    async (request) => {
      const coach = requireCoach(request, coaches).id;
      const { pseudonym } = request.params;
      const { granularity, from, until, purpose } = request.query;
      const metrics = readMetrics(request.query.metrics);
      const answer = await reading.read({ coach, pseudonym, metrics, granularity, from, until, purpose });
      const { index, size, text } = answer.proof;
      const record = Buffer.from(answer.record).toString('base64');
      const read = { leaf: answer.leaf, index, size, record, proof: text };
      const windows = granularity === 'day' ? { days: answer.windows } : { hours: answer.windows };
      return { pseudonym, granularity, read, ...windows };
    },
  );

  app.get(
    '/v1/reads',
    { schema: { querystring: Empty, security, response: { 200: ReadsAnswer, '4xx': Problem } } },
    async (request) => {
      const entries = await reads.ofCoach(requireCoach(request, coaches).id, MAX_READS);
      return { reads: entries.map(({ metrics, ...entry }) => ({ ...entry, metrics: [...metrics] })) };
    },
  );
};
