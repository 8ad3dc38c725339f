import { cryptoReady, fromHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tellProgramme } from '../test/letters.js';
import { COACH, ReadWorld } from '../test/read-world.js';
import { DAY, NEXT } from '../test/vault-world.js';
import { programmeLines } from './core/programme-lines.js';
import { ownProgrammes } from './own-programmes.js';
import { reportSession, type SessionSaid } from './report-session.js';

let world: ReadWorld;
let grant: string;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  grant = await world.share();
});
afterEach(() => world.close());

const programmes = () => ownProgrammes(world.letterPorts, world.reader);
const say = async (said: Partial<SessionSaid>): Promise<string> => {
  world.now += 60;
  const whole = { session: 1, done: true, effort: null, note: '', ...said };
  return reportSession(world.ports, world.identity, { ...whole, ...(await programmes()), today: DAY });
};

describe('which programme stands', () => {
  const other = new Uint8Array(16).fill(4);

  it.each([
    ['the highest revision', [{ revision: 1 }, { revision: 0, time: 1_900_000_999 }], 0],
    ['of one revision, the later', [{ time: 1_900_000_005 }, { time: 1_900_000_004 }], 0],
    ['each id by itself', [{ id: other }, {}], 'both'],
  ] as const)('is %s', async (_, changes, expected) => {
    const leaves: string[] = [];
    for (const changed of changes) leaves.push(await tellProgramme(world, changed));
    const stand = (await programmes()).programmes.filter(({ stands }) => stands).map(({ leaf }) => leaf);
    expect(new Set(stand)).toEqual(new Set(expected === 'both' ? leaves : [leaves[expected]]));
  });

  it('is, among equal times, the one with the greater leaf', async () => {
    const leaves = [await tellProgramme(world), await tellProgramme(world), await tellProgramme(world)];
    const stand = (await programmes()).programmes.filter(({ stands }) => stands).map(({ leaf }) => leaf);
    expect(stand).toEqual([leaves.sort().at(-1)]);
  });
});

describe('a programme', () => {
  it('is sound with its proof and on grants of this person', async () => {
    await tellProgramme(world, { grants: [fromHex(grant)] });
    expect(await programmes()).toMatchObject({
      programmes: [{ coach: COACH, grants: [grant], proof: { index: 0 }, problems: [], acknowledged: null }],
      unbelieved: [],
    });
  });

  it.each([
    ['is not in the log', { changed: {}, logged: false, problem: 'not-in-log' }],
    [
      'rests on a grant that was never signed',
      { changed: { grants: [new Uint8Array(32).fill(9)] }, logged: true, problem: 'unknown-grant' },
    ],
  ] as const)('that %s is shown as such', async (_, { changed, logged, problem }) => {
    world.log.append(new Uint8Array(32));
    await tellProgramme(world, changed, logged);
    expect((await programmes()).programmes).toMatchObject([{ problems: [problem] }]);
  });

  it('of somebody else is not shown', async () => {
    await tellProgramme(world, { pseudonym: new Uint8Array(16) });
    expect(await programmes()).toMatchObject({ programmes: [], unbelieved: [{ problem: 'not-ours' }] });
  });
});

describe('what is said of a session', () => {
  const reports = async () => {
    const standing = (await programmes()).programmes.find(({ stands }) => stands);
    return standing?.sessions.map(({ report }) => report);
  };

  it('is shown with it, and the last counts', async () => {
    await tellProgramme(world);
    await say({ effort: 3 });
    await say({ effort: 7, note: 'Zwaar' });
    await say({ session: 2, done: false });
    expect(await reports()).toMatchObject([
      { done: true, effort: 7, note: 'Zwaar', received: false },
      { done: false, effort: null, note: '' },
    ]);
  });

  it('counts on in a later revision where the session is the same, and not where it is another', async () => {
    await tellProgramme(world);
    await say({});
    await say({ session: 2 });
    const walk = { kind: 'walk', minutes: 45, target: null, note: '' } as const;
    const run = { ...walk, kind: 'run' } as const;
    await tellProgramme(world, {
      revision: 1,
      sessions: [
        { day: DAY, ...walk },
        { day: NEXT, ...run },
      ],
    });
    expect(await reports()).toMatchObject([{ done: true }, null]);
  });

  it('is refused for a session that there is not, and where several programmes may be meant', async () => {
    await tellProgramme(world);
    await expect(say({ session: 3 })).rejects.toMatchObject({ message: expect.stringContaining('sessions 1 to 2') });
    const second = await tellProgramme(world, { id: new Uint8Array(16).fill(4) });
    await expect(say({})).rejects.toMatchObject({ code: 'bad-configuration' });
    await say({ programme: second });
    await say({ programme: '0404' });
    await expect(say({ programme: 'ff'.repeat(32) })).rejects.toMatchObject({ code: 'bad-configuration' });
  });
});

describe('the agenda', () => {
  const agenda = async (language: 'nl' | 'en', today: string, all = false): Promise<string> =>
    programmeLines(await programmes(), { language, today, all }).join('\n');

  it('shows today, this week and what is later, targets, advice and what it rests on', async () => {
    const rest = { kind: 'rest', minutes: 0, target: null, note: '' } as const;
    const run = { kind: 'run', minutes: 20, target: { kind: 'heart-rate', low: 110, high: 140 }, note: '' } as const;
    await tellProgramme(world, {
      grants: [fromHex(grant)],
      until: '2026-03-16',
      sessions: [
        { day: DAY, ...run },
        { day: '2026-03-15', ...rest },
        { day: '2026-03-16', ...rest },
      ],
    });
    await say({ effort: 6 });
    const dutch = await agenda('nl', DAY);
    expect(dutch).toMatch(
      /Vandaag\n {4}1\. di 2026-03-10 {2}lopen, 20 minuten, doel: hartslag 110 tot 140\n {7}✓ gedaan, inspanning 6 op 10/,
    );
    expect(dutch).toMatch(/Deze week\n {4}2\. zo 2026-03-15 {2}rust, 0 minuten\n {2}Later: 1 sessie/);
    expect(dutch).toContain(`Advies\n    Rustig opbouwen.\n  Steunt op\n    toestemming ${grant}`);
    expect(await agenda('en', '2026-03-12')).toMatch(/Today\n {4}nothing\n {2}This week\n {4}1\. Tue/);
    expect(await agenda('en', DAY, true)).toMatch(/All sessions\n.*\n.*\n {4}2.*\n {4}3/);
  });

  it('shows no control that a coach wrote', async () => {
    await tellProgramme(world, { title: 'Leuk\u202e', advice: 'een\ntwee\u001b[2J' });
    const shown = await agenda('en', DAY);
    expect(['\u001b', '\u202e'].filter((mark) => shown.includes(mark))).toEqual([]);
    expect(shown).toContain('    een\n    twee');
  });

  it('says that there is none', async () => {
    expect(await agenda('nl', DAY)).toContain('Er loopt geen programma');
  });
});
