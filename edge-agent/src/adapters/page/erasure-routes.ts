import { civilDay, wipe } from '@fit4work/protocol';
import type { XStatic } from 'typebox/schema';
import { FIRST_DAY } from '../../core/known-days.js';
import { eraseDays, stretchOf } from '../../erase-days.js';
import { isSound, lookAtCertificates, ownErasures } from '../../own-erasures.js';
import { type CaughtUp, catchUpConsent } from '../../recovery/catch-up-consent.js';
import { acknowledge } from '../../write-message.js';
import { ErasureAnswer, ErasureBody, ErasuresAnswer } from './letter-schemas.js';
import { CAUGHT_UP_WITHIN, type PageRoutes, withVaultKey } from './page-options.js';
import { Empty, Problem } from './schemas.js';
import { send } from './send.js';

/** What is forgotten. */
export const erasureRoutes: PageRoutes = async (app, { ports, sessions, passphrases }) => {
  app.get(
    '/v1/erasures',
    {
      schema: {
        summary: 'What was erased: asked, received, certified; while the past is open, certificates are looked at',
        ...{ querystring: Empty, response: { 200: ErasuresAnswer, '4xx': Problem } },
      },
    },
    async ({ session }) => {
      const identity = await ports.identity();
      const {
        unbelieved = [],
        foreign = 0,
        letters = [],
      } = sessions.unlockedFor(session) === 0
        ? {}
        : await withVaultKey(sessions, session, (vaultKey) => lookAtCertificates(ports, { identity, vaultKey }));
      await acknowledge(ports, identity, letters);
      const erasures = await ownErasures(ports);
      return { sound: isSound(unbelieved, erasures), erasures, foreign, unbelieved };
    },
  );

  app.post(
    '/v1/erasures',
    {
      schema: {
        summary: 'Has days, or everything up to today, forgotten, here at once and at the coach API; cannot be undone',
        ...{ body: ErasureBody, response: { 201: ErasureAnswer, '4xx': Problem } },
      },
    },
    async ({ body }, reply) => {
      const { zone, clock, lock } = ports;
      const days = daysOf(body, civilDay(clock(), zone));
      stretchOf(days, { zone, now: clock() });
      const identity = await ports.identity();
      const root = await passphrases(() => lock.unwrap(identity.wrappedRoot, body.passphrase));
      const place = { coachUrl: ports.coachUrl, certificates: identity.pins.certificates };
      const asked = { passphrase: body.passphrase, place, seconds: CAUGHT_UP_WITHIN };
      const { why }: CaughtUp = days.all ? await catchUpConsent(ports, identity, asked) : { restored: 0 };
      const erased = await eraseDays(ports, { identity, zone }, { ...days, root }).finally(() => wipe(root));
      await send(ports, [erased.leaf], 'stored');
      const erasure = (await ownErasures(ports)).find(({ leaf }) => leaf === erased.leaf);
      return reply.code(201).send({ erasure, scrubbed: erased.scrubbed, lookedUp: why === undefined });
    },
  );
};

const daysOf = (body: XStatic<typeof ErasureBody>, today: string): { from: string; until: string; all: boolean } =>
  'all' in body ? { from: FIRST_DAY, until: today, all: true } : { from: body.from, until: body.until, all: false };
