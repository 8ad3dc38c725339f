import { METRICS } from '@fit4work/protocol';
import { PAGE_REFUSALS } from '../../core/refusal-words/page-refusals.js';
import { AgentError } from '../../error.js';
import { ownSamples } from '../../own-samples.js';
import { statusOf } from '../../status.js';
import { checkDays, type PageRoutes, withVaultKey } from './page-options.js';
import { languageOfRequest } from './problem.js';
import { Empty, Problem, SamplesAnswer, SamplesQuery, StatusAnswer, WearablesAnswer } from './schemas.js';

/** What an employee sees of oneself. */
export const ownRoutes: PageRoutes = async (app, { ports, sessions }) => {
  app.get(
    '/v1/status',
    {
      schema: {
        summary: 'Counts, wearables and grants',
        querystring: Empty,
        response: { 200: StatusAnswer, '4xx': Problem },
      },
    },
    (request) => statusOf(ports, ports.families, { leaves: false, language: languageOfRequest(request) }),
  );

  app.get(
    '/v1/wearables',
    { schema: { summary: 'The allow-list', querystring: Empty, response: { 200: WearablesAnswer, '4xx': Problem } } },
    async (request) => {
      const asked = { leaves: false, language: languageOfRequest(request) };
      return { wearables: (await statusOf(ports, ports.families, asked)).wearables };
    },
  );

  app.get(
    '/v1/samples',
    {
      schema: {
        summary: 'What was measured; days that are closed only while the past is open',
        ...{ querystring: SamplesQuery, response: { 200: SamplesAnswer, '4xx': Problem } },
      },
    },
    async ({ query, session }) => {
      const { from, until, granularity = 'day' } = query;
      checkDays(from, until);
      const ask = { from, until, granularity, metrics: metricsOf(query.metrics) };
      const open = (vaultKey: Parameters<typeof ownSamples>[2]['vaultKey']) =>
        ownSamples(ports, { zone: ports.zone }, { ...ask, vaultKey });
      const isOpen = sessions.unlockedFor(session) > 0;
      return isOpen ? withVaultKey(sessions, session, open) : open(undefined);
    },
  );
};

function metricsOf(list: string | undefined): (typeof METRICS)[number][] {
  if (list === undefined) return [...METRICS];
  const names = list.split(',');
  const metrics = METRICS.filter((metric) => names.includes(metric));
  if (metrics.length === names.length) return metrics;
  throw new AgentError('bad-request', PAGE_REFUSALS.notMetrics);
}
