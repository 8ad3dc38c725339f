import { METRICS } from '@fit4work/protocol';
import { AgentError } from '../../error.js';
import { ownSamples } from '../../own-samples.js';
import { statusOf } from '../../status.js';
import { checkDays, type PageRoutes, withVaultKey } from './page-options.js';
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
    () => statusOf(ports, ports.families, false),
  );

  app.get(
    '/v1/wearables',
    { schema: { summary: 'The allow-list', querystring: Empty, response: { 200: WearablesAnswer, '4xx': Problem } } },
    async () => ({ wearables: (await statusOf(ports, ports.families, false)).wearables }),
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
  throw new AgentError(
    'bad-request',
    'The metrics must be steps, heart-rate or sleep, each once, with commas between.',
  );
}
