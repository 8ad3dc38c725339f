import { Readable } from 'node:stream';
import { METRICS } from '@fit4work/protocol';
import { acknowledgeReads } from '../../acknowledge-reads.js';
import { AgentError } from '../../error.js';
import { exportArchive } from '../../export-archive.js';
import { ownReads } from '../../own-reads.js';
import { ownSamples } from '../../own-samples.js';
import { statusOf } from '../../status.js';
import { nodeArchive } from '../export-file.js';
import { checkDays, type PageRoutes, withVaultKey } from './page-options.js';
import {
  Empty,
  Nothing,
  Problem,
  ReadsAnswer,
  SamplesAnswer,
  SamplesQuery,
  SeenBody,
  StatusAnswer,
  UnlockBody,
  WearablesAnswer,
} from './schemas.js';

/** What an employee sees of oneself. */
export const ownRoutes: PageRoutes = async (app, { ports, sessions, passphrases }) => {
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

  app.get(
    '/v1/reads',
    {
      schema: {
        summary: 'Who looked at what, verified here; only while the past is open',
        ...{ querystring: Empty, response: { 200: ReadsAnswer, '4xx': Problem } },
      },
    },
    ({ session }) =>
      withVaultKey(sessions, session, async (vaultKey) => {
        const reads = await ownReads(ports, { identity: await ports.identity(), vaultKey });
        return { sound: reads.every(({ problems }) => problems.length === 0), reads };
      }),
  );

  app.post(
    '/v1/reads/seen',
    {
      schema: {
        summary: 'Tells the coach API which reads were shown; only while the past is open',
        ...{ body: SeenBody, response: { 204: Nothing, '4xx': Problem } },
      },
    },
    async ({ body, session }, reply) => {
      await withVaultKey(sessions, session, async (vaultKey) => {
        const identity = await ports.identity();
        const reads = await ownReads(ports, { identity, vaultKey });
        const seen = reads.filter(({ digest }) => body.digests.includes(digest));
        await acknowledgeReads(ports, identity, seen);
      });
      return reply.code(204).send();
    },
  );

  app.post(
    '/v1/export',
    {
      schema: {
        summary: 'Everything that is kept, in one archive: tar, signed and not encrypted',
        produces: ['application/x-tar'],
        ...{ body: UnlockBody, response: { '4xx': Problem } },
      },
    },
    async ({ body }, reply) => {
      const identity = await ports.identity();
      const root = await passphrases(() => ports.lock.unwrap(identity.wrappedRoot, body.passphrase));
      const person = { identity, zone: ports.zone };
      const archive = exportArchive({ ...ports, archive: nodeArchive }, person, { root, language: 'nl' });
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
