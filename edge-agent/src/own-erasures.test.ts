import { cryptoReady, fromHex, sha256 } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WitnessedLog } from '../test/fakes.js';
import { tellCertificate } from '../test/letters.js';
import { ReadWorld } from '../test/read-world.js';
import { DAY, dayBounds, NEXT } from '../test/vault-world.js';
import { erasureLines } from './core/erase-words.js';
import { FIRST_DAY } from './core/known-days.js';
import { eraseDays } from './erase-days.js';
import { isSound, lookAtCertificates, ownErasures } from './own-erasures.js';
import { sealDueWindows } from './seal-windows.js';

let world: ReadWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  await world.vault.read(world.vault.batchOf(dayBounds(DAY).start, dayBounds(NEXT).end));
  await sealDueWindows(world.vault.ports, world.vault.person, true);
});
afterEach(() => world.close());

const erase = async (from = DAY, until = from): Promise<string> =>
  (await eraseDays(world.ports, world.vault.person, { from, until, all: false, root: world.vault.root })).leaf;
const look = (identity = world.identity) =>
  lookAtCertificates({ ...world.letterPorts, vault: world.ports.vault }, { ...world.reader, identity });
const shown = () => ownErasures(world.ports);
/** Leaves of the windows of a day. */
const leavesOf = async (day: string): Promise<readonly Uint8Array[]> => {
  const { start, end } = dayBounds(day);
  const own = await world.ports.outbox.ownEnvelopes();
  return own.filter((each) => (each.start ?? 0) >= start && (each.start ?? 0) < end).map(({ leaf }) => leaf);
};

describe('an erasure', () => {
  it('is asked, then received, then certified, and each is told without the passphrase', async () => {
    const leaf = await erase();
    expect(await shown()).toMatchObject([
      { leaf, from: DAY, until: DAY, received: false, logIndex: null, witnesses: 0, certificate: null },
    ]);
    await world.ports.outbox.markReceived(0, [fromHex(leaf)], 1);
    expect(await shown()).toMatchObject([{ received: true, certificate: null }]);
    const leaves = await leavesOf(DAY);
    expect(leaves).toHaveLength(96 + 24 + 1);
    await tellCertificate(world, leaves, { erasure: fromHex(leaf) });
    await look();
    expect(await shown()).toMatchObject([
      { certificate: { envelopes: 121, time: world.now, logIndex: 0, problem: null } },
    ]);
  });

  it('says how many witnesses confirmed the log in which it stands, and its certificate', async () => {
    const log = new WitnessedLog();
    const witnessed = await ReadWorld.open(log);
    await witnessed.vault.store.vault.saveIdentity(witnessed.identity);
    const { root, person } = witnessed.vault;
    const asked = await eraseDays(witnessed.ports, person, { from: DAY, until: DAY, all: false, root });
    const leaf = fromHex(asked.leaf);
    const checkpoint = new TextDecoder().decode(log.append(leaf));
    await witnessed.ports.outbox.markProven([{ leaf, index: 0 }], { checkpoint, scanned: 1 });
    await tellCertificate(witnessed, [], { erasure: leaf });
    const { letterPorts, ports, reader } = witnessed;
    await lookAtCertificates({ ...letterPorts, vault: ports.vault }, reader);
    const erasures = await ownErasures(witnessed.ports);
    expect(erasures).toMatchObject([
      { logIndex: 0, witnesses: 2, certificate: { logIndex: 1, witnesses: 2, problem: null } },
    ]);
    const place = { zone: 'Europe/Brussels', everything: FIRST_DAY, language: 'nl' } as const;
    expect(erasureLines(erasures, place)).toEqual([
      `✓ ${DAY}`,
      expect.stringMatching(/; bewezen: in het logboek op plaats 0, door 2 getuigen bevestigd$/),
      expect.stringMatching(/; bewezen: in het logboek op plaats 1, door 2 getuigen bevestigd$/),
    ]);
    await witnessed.close();
  });

  it.each([
    ['one envelope less than the coach API had confirmed', { received: 60, named: 59, problem: 'other-envelopes' }],
    ['as many as it had confirmed', { received: 60, named: 60, problem: null }],
    ['more than it had confirmed, as far as they were made', { received: 60, named: 121, problem: null }],
    ['one more than were made', { received: 121, named: 122, problem: 'other-envelopes' }],
  ])('whose certificate names %s', async (_, { received, named, problem }) => {
    await world.ports.outbox.markReceived(received, [], 1);
    const erasure = fromHex(await erase());
    const leaves = await leavesOf(DAY);
    await tellCertificate(world, [...leaves, sha256(Uint8Array.of(1))].slice(0, named), { erasure });
    await look();
    expect((await shown())[0]?.certificate?.problem).toBe(problem);
  });

  it('whose certificate has the right number and another digest is named as a problem', async () => {
    const erasure = fromHex(await erase());
    await tellCertificate(world, await leavesOf(DAY), { erasure, digest: sha256(Uint8Array.of(2)) });
    await look();
    expect((await shown())[0]?.certificate).toMatchObject({ problem: 'other-envelopes' });
  });

  it('of days of which some were erased before counts the others alone', async () => {
    await tellCertificate(world, await leavesOf(DAY), { erasure: fromHex(await erase()) });
    await tellCertificate(world, await leavesOf(NEXT), { erasure: fromHex(await erase(DAY, NEXT)) });
    await look();
    expect((await shown()).map(({ certificate }) => certificate?.problem)).toEqual([null, null]);
  });

  it.each([
    ['and one that they sent is known', { known: true, problem: null, mark: '·' }],
    ['and one that they sent is not known', { known: false, problem: 'not-comparable', mark: '?' }],
  ])('where other agents sent some too, %s, is held against what is known', async (_, { known, problem, mark }) => {
    const leaf = sha256(Uint8Array.of(3));
    const windowStart = dayBounds(DAY).start;
    if (known) await world.ports.vault.addPast([{ agent: 1, sequence: 1, leaf, windowStart }]);
    await tellCertificate(world, [leaf, ...(await leavesOf(DAY))], { erasure: fromHex(await erase()) });
    const { unbelieved } = await look({ ...world.identity, agent: 2 });
    const erasures = await shown();
    expect(erasures[0]?.certificate).toMatchObject({ envelopes: 122, problem });
    expect(isSound(unbelieved, erasures)).toBe(true);
    const [line] = erasureLines(erasures, { language: 'en', zone: 'Europe/Brussels', everything: FIRST_DAY });
    expect(line?.startsWith(mark)).toBe(true);
  });

  it('whose certificate is in no log, or is not believed, is told so', async () => {
    const erasure = fromHex(await erase());
    const forged = sha256(Uint8Array.of(4));
    await tellCertificate(world, await leavesOf(DAY), { erasure: forged });
    await tellCertificate(world, await leavesOf(DAY), { erasure, pseudonym: new Uint8Array(16) });
    expect(await look()).toMatchObject({ foreign: 1, unbelieved: [{ problem: 'not-ours' }] });
    expect((await shown())[0]?.certificate).toBeNull();
    await tellCertificate(world, await leavesOf(DAY), { erasure, logged: false });
    await look();
    expect((await shown())[0]?.certificate).toMatchObject({ problem: 'not-in-log', logIndex: null });
  });

  it('is told as it was when the log did not answer since', async () => {
    await tellCertificate(world, await leavesOf(DAY), { erasure: fromHex(await erase()) });
    world.tiles = async () => undefined;
    await look();
    expect((await shown())[0]?.certificate).toBeNull();
  });

  it('that was made before a recovery is kept once, and covers its days', async () => {
    const [kept] = await world.ports.vault.erasures();
    expect(kept).toBeUndefined();
    const { start, end } = dayBounds(NEXT);
    const before = { leaf: sha256(Uint8Array.of(6)), from: NEXT, until: NEXT, start, end, issued: 1, receivedUpTo: 0 };
    for (const _ of [1, 2]) await world.ports.vault.keepErasures([before]);
    expect(await shown()).toMatchObject([{ from: NEXT, received: false }]);
    await world.vault.read(world.vault.batchOf(dayBounds(NEXT).end, dayBounds(NEXT).end + 600));
    expect(await world.ports.vault.daysHeld(NEXT)).toEqual([NEXT, '2026-03-12']);
  });

  it('is told in Dutch and in English', async () => {
    await tellCertificate(world, [], { erasure: fromHex(await erase(FIRST_DAY, DAY)) });
    const place = { zone: 'Europe/Brussels', everything: FIRST_DAY };
    expect(erasureLines(await shown(), { ...place, language: 'nl' }).join('\n')).toMatch(
      /alles tot en met 2026-03-10\n.*nog niet\n.*`erase --list`/,
    );
    await look();
    expect(erasureLines(await shown(), { ...place, language: 'en' }).join('\n')).toMatch(
      /certified: 0 envelopes destroyed on 2030.*; in the log at 0, confirmed by no witness yet/,
    );
  });
});
