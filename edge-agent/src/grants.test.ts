import { addDays, cryptoReady, jwsText, openConsent, sha256, toHex, utf8 } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { but } from '../test/export-world.js';
import { COACH, ReadWorld } from '../test/read-world.js';
import { DAY, dayBounds, NEXT } from '../test/vault-world.js';
import { ENROL_REFUSALS } from './core/refusal-words/enrol-refusals.js';
import { AgentError } from './error.js';
import { type Ending, type GrantRequest, grant, liveGrants, noticeOf, withdraw } from './grants.js';
import { openDay } from './open-day.js';
import { sealDueWindows } from './seal-windows.js';

let world: ReadWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
});
afterEach(() => world.close());

const end = (ending: Ending) => withdraw(world.ports, world.identity, { ...ending, passphrase: '' });
const live = async (): Promise<readonly string[]> =>
  (await liveGrants(world.ports.outbox, world.identity, world.now)).map(({ id }) => id);
/** The coach API says that it stores whatever was sent. */
const heard = async (): Promise<void> => {
  const { outbox } = world.ports;
  const waiting = await outbox.waitingRecords();
  await outbox.markReceived(
    0,
    waiting.map(({ leaf }) => leaf),
    1,
  );
};
const person = () => ({ identity: world.identity, zone: 'Europe/Brussels' });
const releasedDays = async (): Promise<readonly string[]> => (await world.vault.released()).map(({ day }) => day);

describe('the notice', () => {
  const request: GrantRequest = {
    ...{ coach: 'coach-7', scope: [{ metric: 'sleep', granularities: ['day', 'hour'] }] },
    ...{ from: DAY, until: NEXT, expires: 1_900_001_000 },
    language: 'en',
  };

  it.each([
    [
      'en',
      [
        'coach-7',
        'sleep (per day, per hour)',
        DAY,
        NEXT,
        '2030-03-17 19:03 (Europe/Brussels)',
        'withdraw',
        'Never shown',
        'employer',
      ],
    ],
    [
      'nl',
      [
        'coach-7',
        'slaap (per dag, per uur)',
        DAY,
        NEXT,
        '2030-03-17 19:03 (Europe/Brussels)',
        'intrekken',
        'Nooit getoond',
        'werkgever',
      ],
    ],
  ] as const)(
    'names in %s who, what, how finely, which days, until when, and what is never shown',
    (language, parts) => {
      const notice = noticeOf({ ...request, language }, person());
      for (const part of [...parts, 'https://w3id.org/dpv#Personalisation']) expect(notice).toContain(part);
    },
  );

  it('stands in the grant by the hash of exactly this text', async () => {
    await grant(world.ports, person(), { request, passphrase: '' });
    const [record] = await world.ports.outbox.records();
    const signed = openConsent(jwsText(record?.bytes ?? new Uint8Array(0)), world.identity.identityPublicKey);
    expect(signed).toMatchObject({
      grant: { notice: { language: 'en', sha256: toHex(sha256(utf8(noticeOf(request, person())))) } },
    });
  });
});

describe('a grant', () => {
  it('of single samples is not signed, whoever asks, and no key goes out', async () => {
    const scope = [{ metric: 'steps', granularities: ['hour', 'raw'] }] as const;
    await expect(world.share({ scope })).rejects.toMatchObject({ code: 'bad-configuration' });
    expect(await world.ports.outbox.records()).toEqual([]);
  });

  it('releases each day as it begins, over the border of a day, until its last', async () => {
    world.now = dayBounds(DAY).start;
    const scope = [{ metric: 'steps', granularities: ['day'] }] as const;
    await world.share({ scope, from: DAY, until: NEXT, expires: 2_100_000_000 });
    const { vault } = world;
    const minute = async (start: number): Promise<void> => {
      await vault.read(vault.batchOf(start, start + 60));
      await sealDueWindows(vault.ports, vault.person, false);
    };
    await minute(dayBounds(DAY).start);
    await minute(dayBounds(DAY).end - 60);
    expect(await releasedDays()).toEqual([DAY]);
    await minute(dayBounds(NEXT).start);
    expect(await releasedDays()).toEqual([DAY, NEXT]);
    await minute(dayBounds(NEXT).end);
    expect(await releasedDays()).toEqual([DAY, NEXT]);
    expect(await vault.ports.vault.daysHeld(DAY)).toContain(addDays(NEXT, 1));
  });

  it('is signed again where its end would lie another day', async () => {
    const first = await world.share();
    expect(await world.share({ expires: world.now + 2_000 })).toBe(first);
    expect(await world.share({ expires: world.now + 90 * 86_400 })).not.toBe(first);
  });

  it('is signed again where it would end earlier, be it by a second: nobody gets a longer one than was asked for', async () => {
    const first = await world.share();
    const second = await world.share({ expires: world.now + 999 });
    expect(second).not.toBe(first);
    expect(await world.share({ expires: world.now + 999 })).toBe(second);
  });

  it('is released a day that begins while it is signed, whichever comes first', async () => {
    const { vault } = world;
    const begin = (day: string) => openDay({ ...vault.ports, clock: world.ports.clock }, vault.person, day);
    const { outbox } = world.ports;
    const duringGrant = but(outbox, {
      addGrant: async (...given) => {
        await begin(DAY);
        return outbox.addGrant(...given);
      },
      addRecords: () => Promise.reject(new AgentError('interrupted', ENROL_REFUSALS.stopped)),
    });
    const request = { coach: COACH, scope: [{ metric: 'steps', granularities: ['day'] }] } as const;
    const asked = { ...request, from: DAY, until: NEXT, expires: world.now + 1_000, language: 'nl' } as const;
    await grant({ ...world.ports, outbox: duringGrant }, person(), { request: asked, passphrase: '' });
    expect(await releasedDays()).toEqual([DAY]);
    const keeping = but(vault.ports.vault, {
      addDayKeys: async (keys, releases) => {
        const added = await vault.ports.vault.addDayKeys(keys, releases);
        await world.share({ coach: 'coach-2', from: DAY, until: DAY, scope: request.scope });
        return added;
      },
    });
    await openDay({ ...vault.ports, clock: world.ports.clock, vault: keeping }, vault.person, NEXT);
    expect(await releasedDays()).toEqual([DAY, NEXT, DAY]);
  });

  it('that is signed as a day begins is released it in the step that keeps its keys: no crash comes between', async () => {
    const { ports, person } = world.vault;
    let tries = 0;
    const keeping = but(ports.vault, {
      addDayKeys: async (...keys) => {
        tries++;
        if (tries === 1) await world.share({ from: DAY, until: DAY });
        return ports.vault.addDayKeys(...keys);
      },
    });
    const killed = but(ports.outbox, {
      addRecords: () => Promise.reject(new AgentError('interrupted', ENROL_REFUSALS.stopped)),
    });
    await openDay({ ...ports, clock: world.ports.clock, vault: keeping, outbox: killed }, person, DAY);
    expect([tries, new Set(await releasedDays())]).toEqual([2, new Set([DAY])]);
  });
});

describe('a withdrawal', () => {
  it('ends every grant to one coach, and leaves the others', async () => {
    const [one, two] = [await world.share(), await world.share({ from: NEXT })];
    const other = await world.share({ coach: 'coach-2' });
    expect((await end({ coach: COACH })).map((each) => each.grant)).toEqual([one, two]);
    expect(await live()).toEqual([other]);
  });

  it('ends all of them in one step, each by a record that names the one before', async () => {
    await world.share();
    await world.share({ coach: 'coach-2' });
    expect(await end({ all: true })).toHaveLength(2);
    expect(await live()).toEqual([]);
    await heard();
    await expect(end({ all: true })).rejects.toMatchObject({ code: 'not-granted' });
    await world.share({ coach: 'coach-3' });
    expect(await live()).toHaveLength(1);
  });

  it('holds although the clock was ahead when it was signed, and where it was set back since the grant', async () => {
    const first = await world.share({ expires: world.now + 20 * 365 * 86_400 });
    world.now += 10 * 365 * 86_400;
    await end({ grantId: first });
    world.now -= 10 * 365 * 86_400;
    expect(await live()).toEqual([]);
    const second = await world.share();
    world.now -= 10 * 365 * 86_400;
    expect(await end({ all: true })).toMatchObject([
      { grant: first, before: true },
      { grant: second, before: false },
    ]);
  });

  it('that was asked for again is signed once, and told until the coach API has heard of it', async () => {
    const [mine, other] = [await world.share(), await world.share({ coach: 'coach-2' })];
    const signed = await end({ all: true });
    const before = signed.map((each) => ({ ...each, before: true }));
    expect(await end({ all: true })).toEqual(before);
    expect(await end({ coach: 'coach-2' })).toEqual(before.filter(({ grant }) => grant === other));
    expect(await end({ grantId: mine })).toEqual(before.filter(({ grant }) => grant === mine));
    await expect(end({ coach: 'coach-3' })).rejects.toMatchObject({ code: 'not-granted' });
    expect((await world.ports.outbox.records()).filter(({ kind }) => kind === 'consent')).toHaveLength(4);
    await heard();
    await expect(end({ all: true })).rejects.toMatchObject({ code: 'not-granted' });
  });

  it('is not held up by a consent record that was changed on disk', async () => {
    const kept = await world.share();
    await world.share({ coach: 'coach-2' });
    world.vault.changeOnDisk(
      'UPDATE record SET bytes = zeroblob(length(bytes)) WHERE id = (SELECT max(id) FROM record)',
    );
    expect(await end({ all: true })).toMatchObject([{ grant: kept }]);
  });

  it.each<[string, (id: string) => Ending]>([
    ['named', (grantId) => ({ grantId })],
    ['of a coach', () => ({ coach: COACH })],
    ['one of all', () => ({ all: true })],
  ])('ends one that is %s though it has lapsed here: where the clock is right it may live, once', async (_, which) => {
    const id = await world.share();
    world.now += 5_000;
    expect(await end(which(id))).toMatchObject([{ grant: id }]);
    await heard();
    await expect(end(which(id))).rejects.toMatchObject({ code: 'not-granted' });
  });
});

describe('a clock that is wrong', () => {
  const request: GrantRequest = {
    ...{ coach: COACH, scope: [{ metric: 'steps', granularities: ['day'] }], from: DAY, until: NEXT },
    ...{ expires: 1_900_001_000, language: 'nl' },
  };
  const granting = (coachTime?: () => Promise<number | undefined>): Promise<string> =>
    grant({ ...world.ports, coachTime }, person(), { request, passphrase: '' });

  it('grants nothing where it is behind what others have signed', async () => {
    await world.ports.outbox.markReceived(0, [], world.now + 3_600);
    await world.ports.outbox.believeWitnesses(world.now + 3_600);
    await expect(granting()).rejects.toMatchObject({ code: 'clock-wrong', message: expect.stringContaining('set it') });
    expect(await live()).toEqual([]);
    expect(await world.ports.outbox.records()).toEqual([]);
  });

  it('grants nothing where it is far ahead of the coach API, so that no grant is dated in the future', async () => {
    await expect(granting(async () => world.now - 3_600)).rejects.toMatchObject({ code: 'clock-wrong' });
    expect(await world.ports.outbox.records()).toEqual([]);
  });

  it('grants nothing where it is weeks after what others have signed and nobody says what time it is', async () => {
    const { outbox } = world.ports;
    await outbox.markReceived(0, [], world.now);
    world.now += 400 * 86_400;
    await expect(granting(async () => undefined)).rejects.toMatchObject({
      code: 'clock-wrong',
      message: expect.stringContaining('when the coach API can be reached'),
    });
    expect(await outbox.records()).toEqual([]);
  });

  it('grants alone where the machine was off for a week', async () => {
    await world.ports.outbox.markReceived(0, [], world.now - 7 * 86_400);
    const id = await granting(async () => undefined);
    expect(await live()).toEqual([id]);
  });

  it.each<[string, (() => Promise<number | undefined>) | undefined]>([
    ['is a little ahead', async () => world.now - 60],
    ['cannot be compared, since nobody answers', async () => undefined],
  ])('grants where it %s', async (_, coachTime) => {
    expect(await live()).toEqual([]);
    const id = await granting(coachTime);
    expect(await live()).toEqual([id]);
  });
});
