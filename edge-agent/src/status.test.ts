import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryFindings, SmallLog, WitnessedLog } from '../test/fakes.js';
import { DAY, dayBounds, NEXT, VaultWorld } from '../test/vault-world.js';
import { loadFamilies } from './adapters/families.js';
import { statusLines } from './core/status-lines.js';
import { eraseDays } from './erase-days.js';
import { statusOf } from './status.js';

let world: VaultWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  await world.ports.vault.saveIdentity(world.person.identity);
});
afterEach(() => world.close());

const findings = new MemoryFindings();
const status = async () =>
  statusOf({ ...world.ports, findings }, await loadFamilies(), { leaves: false, language: 'en' });

describe('the status', () => {
  it.each([
    {
      ...{ who: 'no witness', logOf: () => new SmallLog(), witnesses: 0 },
      said: { en: ', 0 in the log, confirmed by no witness yet', nl: ', 0 in het logboek, door nog geen getuige' },
    },
    {
      ...{ who: 'two witnesses', logOf: () => new WitnessedLog(), witnesses: 2 },
      said: {
        en: ', 0 proven in the log, confirmed by 2 witnesses',
        nl: ', 0 bewezen in het logboek, door 2 getuigen',
      },
    },
  ])('says that $who confirmed the log in which the envelopes stand', async ({ logOf, witnesses, said }) => {
    const log = logOf();
    const { identity } = world.person;
    await world.ports.vault.saveIdentity({ ...identity, pins: { ...identity.pins, policy: log.policy } });
    const checkpoint = new TextDecoder().decode(log.append(new Uint8Array(32)));
    await world.ports.outbox.markProven([], { checkpoint, scanned: 1 });
    const told = await status();
    expect(told.witnesses).toBe(witnesses);
    for (const language of ['en', 'nl'] as const) {
      expect(statusLines(told, { language, zone: world.person.zone }).join('\n')).toContain(said[language]);
    }
  });

  it('names what a repair left beside the vault, in Dutch and in English', async () => {
    writeFileSync(join(world.folder, 'vault.db-damaged-7'), '');
    const told = await status();
    for (const [language, says] of [
      ['en', 'delete it'],
      ['nl', 'wis het'],
    ] as const) {
      const lines = statusLines(told, { language, zone: world.person.zone }).join('\n');
      expect(lines).toMatch(new RegExp(`vault.db-damaged-7, .*${says}`));
    }
  });

  it('says of each wearable what is known of it, and that one without sleep of its own has none', async () => {
    await world.ports.vault.pair({ address: 'c0:00:00:00:00:02', family: 'infinitime', key: undefined });
    const { start } = dayBounds(DAY);
    await world.ports.vault.note(1, {
      synchronised: start,
      battery: { percent: 41, charging: true },
      clock: { at: start, drift: -70, from: undefined, set: true },
      device: 'Zepp Band 5',
    });
    expect((await status()).wearables).toEqual([
      {
        wearable: 1,
        address: 'c0:00:00:00:00:01',
        family: 'huami',
        device: 'Zepp Band 5',
        sleep: 'stages',
        synchronised: start,
        clockWentBack: false,
        battery: { percent: 41, charging: true },
        clock: { wasAheadBy: -70, set: start },
      },
      {
        wearable: 2,
        address: 'c0:00:00:00:00:02',
        family: 'infinitime',
        device: null,
        sleep: 'none',
        synchronised: null,
        clockWentBack: false,
        battery: null,
        clock: null,
      },
    ]);
  });

  it('tells no time that the clock has not come to since it went back, and says that it did', async () => {
    const [now, ahead] = [world.ports.clock(), world.ports.clock() + 10 * 365 * 86_400];
    const clock = { at: ahead, drift: -70, from: undefined, set: true };
    await world.ports.vault.note(1, { synchronised: ahead, clock });
    await eraseDays({ ...world.ports, clock: () => ahead }, world.person, {
      ...{ from: DAY, until: DAY, all: false, root: world.root },
    });
    const seen = { first: now - 60, since: ahead, last: ahead, ended: undefined, count: 1 };
    await findings.addFinding({ code: 'log-unreachable', ...seen });
    const told = await status();
    expect(told.wearables).toMatchObject([{ synchronised: null, clock: null, clockWentBack: true }]);
    expect(told.findings).toMatchObject([{ first: now - 60, since: null, last: null, clockWentBack: true }]);
    // It is signed: it stays as it was signed.
    expect(told.erasures).toMatchObject([{ issued: ahead, clockWentBack: true }]);
    const said = (language: 'en' | 'nl') => statusLines(told, { language, zone: 'UTC' }).join('\n');
    expect(said('en')).toMatch(/^wearable .*read to its end; the clock went back since$/m);
    expect(said('en')).toMatch(/^now: log-unreachable, the clock went back since, 1 time$/m);
    expect(said('nl')).toContain('tot het einde gelezen; de klok ging sindsdien terug');
    for (const language of ['en', 'nl'] as const) expect(said(language)).not.toContain('2043');
    findings.kept.clear();
  });

  it('tells counts and no key', async () => {
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(DAY).start + 600));
    const { samples, ...rest } = await status();
    expect(samples).toEqual({ steps: 10, 'heart-rate': 10, sleep: 10 });
    const [paired] = await world.ports.vault.wearables();
    expect(JSON.stringify(rest)).not.toContain(Buffer.from(paired?.key ?? []).toString('hex'));
  });

  it('counts the envelopes of agents before this one', async () => {
    await world.ports.vault.addPast([
      { agent: 1, sequence: 1, leaf: new Uint8Array(32).fill(1), windowStart: undefined },
      { agent: 1, sequence: 2, leaf: new Uint8Array(32).fill(2), windowStart: undefined },
    ]);
    const view = { checkpoint: undefined, scanned: 0 };
    await world.ports.outbox.markProven([{ leaf: new Uint8Array(32).fill(2), index: 4 }], view);
    expect(await status()).toMatchObject({ envelopes: 2, receipts: 2, anchored: 1, storage: { waiting: 1 } });
  });

  it('tells what was noticed, what of it is past, and what to do about it, in Dutch and in English', async () => {
    const now = world.ports.clock();
    await findings.addFinding({
      code: 'log-forked',
      first: 1,
      since: 1,
      last: now - 90_000,
      ended: undefined,
      count: 2,
    });
    const holds = { first: now - 60, since: now - 60, last: now, ended: undefined, count: 1 };
    await findings.addFinding({ code: 'clock-wrong', ...holds });
    const told = await status();
    expect(told.findings).toMatchObject([
      { code: 'log-forked', current: false, count: 2 },
      { code: 'clock-wrong', current: true, since: now - 60 },
    ]);
    const at = { zone: 'Europe/Brussels' };
    const english = statusLines(told, { language: 'en', ...at }).join('\n');
    expect(english).toMatch(/^now: clock-wrong, since 2033-05-18 05:32, last 2033-05-18 05:33, 1 time\n {4}The clock/m);
    expect(english.indexOf('past: log-forked')).toBeGreaterThan(english.indexOf('clock-wrong'));
    expect(statusLines(told, { language: 'nl', ...at }).join('\n')).toMatch(/nu: clock-wrong.*\n {4}De klok/);
  });

  it('of an agent that was ended says that it shares no more, and until when what it released counts', async () => {
    const grant = { id: 'ab'.repeat(32), recipient: 'coach-1', from: DAY, until: NEXT, begins: null };
    const scope = [{ metric: 'steps', granularities: ['day'] }] as const;
    const told = async () => ({ ...(await status()), grants: [{ ...grant, scope }] });
    const shared = async (language: 'en' | 'nl') =>
      statusLines(await told(), { language, zone: 'UTC' }).filter((line) => /^(shared|gedeeld) /.test(line));
    expect(await shared('en')).toEqual([expect.not.stringContaining('no more')]);
    const ended = { first: 1, since: 1, last: 1, ended: undefined, count: 1 };
    await findings.addFinding({ code: 'agent-ended', ...ended });
    expect(await shared('en')).toEqual([expect.stringContaining('by this agent no more, since it was ended')]);
    expect(await shared('nl')).toEqual([expect.stringContaining('niet meer door deze agent')]);
  });

  it('says so when nothing was noticed', async () => {
    findings.kept.clear();
    const words = { language: 'en', zone: 'UTC' } as const;
    expect(statusLines(await status(), words).at(-1)).toBe('Nothing was noticed that is not as it should be.');
  });

  it('tells numbers of samples for what they are: a thousand samples of steps are not a thousand steps', async () => {
    const samples = { steps: 1440, 'heart-rate': 20, sleep: 1 };
    const told = { ...(await status()), samples, days: { from: '2026-03-10', until: '2026-03-11' } };
    const at = { zone: 'UTC' };
    expect(statusLines(told, { language: 'en', ...at })[0]).toBe(
      'measured    2026-03-10 to 2026-03-11; samples of steps: 1440, of heart rate: 20, of sleep: 1',
    );
    expect(statusLines({ ...told, samples: null }, { language: 'nl', ...at })[0]).toBe(
      'gemeten     2026-03-10 tot en met 2026-03-11; metingen van stappen: ?, van hartslag: ?, van slaap: ?',
    );
  });

  it('is refused where nobody is enrolled', async () => {
    const empty = await VaultWorld.open();
    await expect(
      statusOf({ ...empty.ports, findings }, new Map(), { leaves: false, language: 'en' }),
    ).rejects.toMatchObject({
      code: 'not-enrolled',
    });
    await empty.close();
  });
});
