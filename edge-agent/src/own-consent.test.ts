import { join } from 'node:path';
import { cryptoReady, fromHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SmallLog, WitnessedLog } from '../test/fakes.js';
import { COACH, ReadWorld } from '../test/read-world.js';
import { DAY, NEXT } from '../test/vault-world.js';
import { openVault } from './adapters/sqlite-open.js';
import { consentLines } from './core/consent-lines.js';
import type { Language } from './core/language.js';
import { statusLines } from './core/status-lines.js';
import { liveGrants, withdraw } from './grants.js';
import { type OwnGrants, ownGrants } from './own-consent.js';
import { statusOf } from './status.js';

let world: ReadWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
});
afterEach(() => world.close());

const history = (): Promise<OwnGrants> => ownGrants(world.ports, world.identity, true);
const live = (): Promise<OwnGrants> => ownGrants(world.ports, world.identity, false);
const told = async (all: boolean, language: Language): Promise<string> => {
  const own = all ? await history() : await live();
  return consentLines({ ...own, all }, { language, zone: 'Europe/Brussels' }).join('\n');
};

describe('the grants that live', () => {
  it('say to whom, what, how finely, for which days and until when, and whether they arrived', async () => {
    const id = await world.share();
    expect(await live()).toEqual({
      complete: true,
      damaged: [],
      ending: [],
      events: [
        {
          event: 'grant',
          id,
          at: world.now,
          state: 'live',
          coach: COACH,
          scope: [
            { metric: 'steps', granularities: ['day'] },
            { metric: 'sleep', granularities: ['day'] },
          ],
          from: DAY,
          until: NEXT,
          expires: world.now + 1_000,
          notice: 'nl',
          stored: false,
          logIndex: null,
          witnesses: 0,
        },
      ],
    });
  });

  it('say that they are stored once a receipt came, and where they are proven', async () => {
    const leaf = fromHex(await world.share());
    await world.ports.outbox.markReceived(0, [leaf], 1);
    await world.ports.outbox.markProven([{ leaf, index: 7 }], { checkpoint: undefined, scanned: 8 });
    expect((await live()).events).toMatchObject([{ stored: true, logIndex: 7 }]);
    expect(await told(false, 'en')).toContain('stored by the coach API; in the log at 7, confirmed by no witness yet');
  });

  it.each([
    {
      ...{ who: 'no witness', logOf: () => new SmallLog(), witnesses: 0 },
      said: 'in het logboek op plaats 0, door nog geen getuige bevestigd',
    },
    {
      ...{ who: 'two witnesses', logOf: () => new WitnessedLog(), witnesses: 2 },
      said: 'bewezen: in het logboek op plaats 0, door 2 getuigen bevestigd',
    },
  ])('say of a place in a log that $who confirmed how many did', async ({ logOf, witnesses, said }) => {
    const log = logOf();
    const witnessed = await ReadWorld.open(log);
    const leaf = fromHex(await witnessed.share());
    const checkpoint = new TextDecoder().decode(log.append(leaf));
    await witnessed.ports.outbox.markProven([{ leaf, index: 0 }], { checkpoint, scanned: 1 });
    const { events } = await ownGrants(witnessed.ports, witnessed.identity, false);
    expect(events).toMatchObject([{ logIndex: 0, witnesses }]);
    const lines = consentLines({ events, ending: [], complete: true, all: false }, { language: 'nl', zone: 'UTC' });
    expect(lines.at(-1)).toBe(`    nog niet bewaard door de coach-API; ${said}`);
    await witnessed.close();
  });

  it('name as ending what was withdrawn until the coach API has heard of it, and each grant once', async () => {
    const id = await world.share();
    await world.withdraw(id);
    const withdrawal = (await history()).ending[0]?.withdrawal ?? '';
    const ending = [{ grant: id, withdrawal, coach: COACH, at: world.now, expires: world.now + 1_000 }];
    expect(await live()).toMatchObject({ events: [], ending });
    expect(await history()).toMatchObject({ ending });
    await world.ports.outbox.markReceived(0, [fromHex(withdrawal)], 1);
    expect((await live()).ending).toEqual([]);
  });

  it('name as ending what a clock that ran ahead ended here, until it is withdrawn or ends at the coach API too', async () => {
    const id = await world.share();
    const { now } = world;
    const expires = now + 1_000;
    world.now += 10 * 365 * 86_400;
    expect(await liveGrants(world.ports.outbox, world.identity, world.now)).toEqual([]);
    world.now = now;
    const ending = [{ grant: id, withdrawal: null, coach: COACH, at: null, expires }];
    expect(await live()).toMatchObject({ events: [], ending });
    for (const all of [false, true]) {
      expect(await told(all, 'en')).toMatch(
        /coach-1, grant [0-9a-f]{64}: over here; .* counts it until 2030-03-17 19:03, .*`withdraw`/,
      );
      expect(await told(all, 'nl')).toMatch(
        /coach-1, toestemming [0-9a-f]{64}: hier voorbij; .* tot 2030-03-17 19:03, .*`withdraw`/,
      );
    }
    world.now = expires;
    expect((await live()).ending).toEqual([]);
    world.now = now;
    await withdraw(world.ports, world.identity, { all: true, passphrase: '' });
    expect((await live()).ending).toMatchObject([{ grant: id, withdrawal: expect.any(String) }]);
  });

  it('name what was signed under a clock that was ahead and begins later, in the status too, until it is withdrawn', async () => {
    const { now } = world;
    const { vault, outbox, findings } = world.vault.store;
    await vault.saveIdentity(world.identity);
    world.now = now + 400 * 86_400;
    const begins = world.now;
    const id = await world.share({ until: '2031-12-31' });
    world.now = now;
    expect((await live()).events).toMatchObject([{ id, state: 'not-begun' }]);
    expect(await told(false, 'nl')).toContain('begint later');
    const status = () =>
      statusOf({ vault, outbox, findings, clock: () => world.now }, new Map(), { leaves: false, language: 'en' });
    const lines = async (language: 'en' | 'nl') =>
      statusLines(await status(), { language, zone: 'UTC' }).find((line) => /^(shared|gedeeld) /.test(line));
    expect((await status()).grants).toMatchObject([{ id, begins }]);
    expect(await lines('en')).toContain('it begins at 2031-04-21 17:46: `withdraw`');
    expect(await lines('nl')).toContain('begint op 2031-04-21 17:46: `withdraw`');
    await withdraw(world.ports, world.identity, { all: true, passphrase: '' });
    expect([(await live()).events, (await status()).grants]).toEqual([[], []]);
  });

  it('are none after a withdrawal or a lapse', async () => {
    await world.withdraw(await world.share());
    expect((await live()).events).toEqual([]);
    await world.share({ coach: 'coach-2' });
    world.now += 1_000;
    expect((await live()).events).toEqual([]);
  });
});

describe('the history of consent', () => {
  it('has grants, withdrawals and lapses in the order in which they happened', async () => {
    const first = await world.share();
    world.now += 10;
    const second = await world.share({ coach: 'coach-2', expires: world.now + 100 });
    world.now += 10;
    await world.withdraw(first);
    world.now += 500;
    const third = await world.share({ coach: 'coach-3' });
    world.now += 5_000;
    expect((await history()).events).toMatchObject([
      { event: 'grant', id: first, state: 'withdrawn' },
      { event: 'grant', id: second, state: 'lapsed', coach: 'coach-2' },
      { event: 'withdrawal', grant: first, coach: COACH, at: 1_900_000_020, stored: false },
      { event: 'lapse', grant: second, coach: 'coach-2', at: 1_900_000_110 },
      { event: 'grant', id: third, state: 'lapsed' },
      { event: 'lapse', grant: third, at: 1_900_001_520 },
    ]);
  });

  it('knows no lapse of what was withdrawn before', async () => {
    await world.withdraw(await world.share());
    world.now += 5_000;
    expect((await history()).events.map(({ event }) => event)).toEqual(['grant', 'withdrawal']);
  });

  it('says that a grant begins later when the clock was set back', async () => {
    await world.share();
    world.now -= 100;
    expect((await history()).events).toMatchObject([{ state: 'not-begun' }]);
    expect((await live()).events).toMatchObject([{ state: 'not-begun' }]);
  });
});

describe('a consent record that was changed on disk', () => {
  it('is noticed, hides no other, and leaves no grant that counts as living', async () => {
    const kept = await world.share();
    await world.withdraw(await world.share({ coach: 'coach-2' }));
    const { db } = openVault(join(world.vault.folder, 'vault.db')).ledger;
    const [row] = db
      .prepare<[], { id: number; bytes: Uint8Array }>('SELECT id, bytes FROM record ORDER BY id DESC')
      .all();
    const flipped = new Uint8Array(row?.bytes ?? []);
    flipped[50] = (flipped[50] ?? 0) ^ 1;
    db.prepare('UPDATE record SET bytes = ? WHERE id = ?').run(flipped, row?.id);
    db.close();
    const own = await live();
    expect(own).toMatchObject({ complete: false, damaged: [expect.stringMatching(/^[0-9a-f]{64}$/)] });
    expect(own.events).toMatchObject([{ id: kept, state: 'suspended' }, { state: 'suspended' }]);
    expect(await told(false, 'nl')).toMatch(/^! .*`doctor --repair`.*`grants --confirm`/);
  });
});

describe('what a person reads of it', () => {
  it.each([
    ['en', 'Nothing is shared with anybody.', 'Nothing was ever shared.'],
    ['nl', 'Er wordt met niemand iets gedeeld.', 'Er werd nog nooit iets gedeeld.'],
  ] as const)('says in %s that nothing is shared', async (language, none, never) => {
    expect(await told(false, language)).toBe(none);
    expect(await told(true, language)).toBe(never);
  });

  it('is in Dutch or in English, with the time of the zone', async () => {
    const id = await world.share();
    world.now += 60;
    await world.withdraw(id);
    expect((await told(true, 'nl')).split('\n')).toEqual([
      '2030-03-17 18:46  gegeven aan coach-1',
      '    ziet         stappen (per dag); slaap (per dag)',
      '    dagen        2026-03-10 tot en met 2026-03-11',
      '    vervalt      2030-03-17 19:03',
      '    melding      nl',
      '    stand        werd later ingetrokken',
      `    toestemming  ${id}`,
      '    nog niet bewaard door de coach-API; nog niet bewezen in het logboek',
      '2030-03-17 18:47  ingetrokken van coach-1',
      `    toestemming  ${id}`,
      '    nog niet bewaard door de coach-API; nog niet bewezen in het logboek',
    ]);
    expect(await told(true, 'en')).toContain('2030-03-17 18:46  granted to coach-1');
  });
});
