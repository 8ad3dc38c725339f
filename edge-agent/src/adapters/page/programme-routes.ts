import { type BoxKeyPair, civilDay } from '@fit4work/protocol';
import { type OwnProgrammes, ownProgrammes, toShow } from '../../own-programmes.js';
import type { PagePorts } from '../../page-port.js';
import { reportSession } from '../../report-session.js';
import { acknowledge, shownAmong } from '../../write-message.js';
import { ProgrammesAnswer, ProgrammesQuery, ReportBody, SentAnswer, ShownBody } from './letter-schemas.js';
import { type PageRoutes, withVaultKey } from './page-options.js';
import { Nothing, Problem } from './schemas.js';
import { send } from './send.js';

const opened = async (ports: PagePorts, vaultKey: BoxKeyPair): Promise<OwnProgrammes> =>
  ownProgrammes(ports, { identity: await ports.identity(), vaultKey });

const todayOf = ({ clock, zone }: PagePorts): string => civilDay(clock(), zone);

/** What a coach composed, and what is said of it. */
export const programmeRoutes: PageRoutes = async (app, { ports, sessions }) => {
  app.get(
    '/v1/programmes',
    {
      schema: {
        summary: 'The programmes that stand, or every revision, verified here; only while the past is open',
        ...{ querystring: ProgrammesQuery, response: { 200: ProgrammesAnswer, '4xx': Problem } },
      },
    },
    ({ query, session }) =>
      withVaultKey(sessions, session, async (vaultKey) => {
        const [own, today, all] = [await opened(ports, vaultKey), todayOf(ports), query.history === 'all'];
        const { sound, programmes, unbelieved } = toShow(own, { all, today });
        return { sound, today, programmes, unbelieved };
      }),
  );

  app.post(
    '/v1/programmes/seen',
    {
      schema: {
        summary: 'Tells the coach API which programmes were shown; only while the past is open',
        ...{ body: ShownBody, response: { 204: Nothing, '4xx': Problem } },
      },
    },
    async ({ body, session }, reply) => {
      await withVaultKey(sessions, session, async (vaultKey) => {
        const { letters } = await opened(ports, vaultKey);
        await acknowledge(ports, await ports.identity(), shownAmong(letters, new Set(body.leaves)));
      });
      ports.drain.wake();
      return reply.code(204).send();
    },
  );

  app.post(
    '/v1/programmes/reports',
    {
      schema: {
        summary: 'Tells the coach that a session was done, or not; the last counts; only while the past is open',
        ...{ body: ReportBody, response: { 201: SentAnswer, '4xx': Problem } },
      },
    },
    async ({ body, session }, reply) => {
      const leaf = await withVaultKey(sessions, session, async (vaultKey) => {
        const { programmes } = await opened(ports, vaultKey);
        const said = { ...body, effort: body.effort ?? null, note: body.note ?? '' };
        return reportSession(ports, await ports.identity(), { ...said, programmes, today: todayOf(ports) });
      });
      const { stored } = await send(ports, [leaf], 'stored');
      return reply.code(201).send({ leaf, received: stored });
    },
  );
};
