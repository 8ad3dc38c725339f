import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady, fromHex, openMessage, sha256, signingKey, toHex, unseal } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommandWorld, type Said } from '../../test/command-world.js';
import { tellCertificate, tellMessage, tellProgramme } from '../../test/letters.js';
import { COACH, type ReadWorld } from '../../test/read-world.js';
import { COACH_BOX, DAY, dayBounds, NEXT } from '../../test/vault-world.js';

/** There is no broker here: what is written stays in the outbox. */
const NOW = ['--wait', '0'] as const;

let commands: CommandWorld;
let world: ReadWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  commands = await CommandWorld.open();
  ({ world } = commands);
  await world.share();
});
afterEach(() => commands.close());

const run = (...args: readonly string[]): Promise<Said> => commands.run('C', ...args, ...commands.passphrase);
const json = async (...args: readonly string[]) => JSON.parse((await run(...args, '--json')).said);

describe('messages', () => {
  it('shows the thread in the language that is asked for, and acknowledges it', async () => {
    await tellMessage(world, { text: 'Hoe gaat het?' });
    const first = await run('messages', '--language', 'nl');
    expect(first).toMatchObject({ code: undefined });
    expect(first.said).toContain(`Met coach ${COACH}\n· 1.`);
    expect(first.said).toMatch(/\(nieuw\)\n {4}Hoe gaat het\?\n {4}in het logboek op plaats 0, door nog geen getuige/);
    expect(await json('messages')).toMatchObject({
      sound: true,
      threads: [{ messages: [{ acknowledged: expect.any(Number) }] }],
    });
    expect((await world.ports.outbox.records()).filter(({ kind }) => kind === 'message')).toHaveLength(1);
  });

  it('ends with 1 where something does not verify', async () => {
    await tellMessage(world, { pseudonym: new Uint8Array(16) });
    expect(await run('messages')).toMatchObject({ code: 1, said: expect.stringContaining('[not-ours]') });
  });

  it('sends a text or a file, as an answer to a number, and says how far it has come', async () => {
    const asked = await tellMessage(world, { time: 1_000 });
    const path = join(world.vault.folder, 'text');
    writeFileSync(path, 'Heel goed,\ndank u\n');
    const sent = await json('messages', 'send', '--coach', COACH, '--answers', '1', '--text-file', path, ...NOW);
    expect(sent).toEqual({ leaf: expect.any(String), received: false });
    expect((await json('messages')).threads[0].messages).toMatchObject([
      { number: 1, leaf: asked },
      { number: 2, leaf: sent.leaf, answers: asked, text: 'Heel goed,\ndank u', from: 'person' },
    ]);
    expect(
      await run('messages', 'send', '--coach', COACH, '--text', 'Ook dit', '--language', 'nl', ...NOW),
    ).toMatchObject({
      said: expect.stringContaining('Hier bewaard'),
    });
  });

  it('are waited for no longer than until `run`, on the same vault, has heard that they are stored', async () => {
    const { outbox } = world.ports;
    const sending = json('messages', 'send', '--coach', COACH, '--text', 'Dag', '--wait', '60');
    const leaves = async () =>
      (await outbox.waitingRecords()).filter(({ kind }) => kind === 'message').map(({ leaf }) => leaf);
    await expect.poll(async () => (await leaves()).length, { timeout: 10_000 }).toBe(1);
    const started = performance.now();
    await outbox.markReceived(0, await leaves(), world.now);
    expect(await sending).toMatchObject({ received: true });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it.each([
    ['an answer to a number that there is not', ['--text', 'x', '--answers', '9']],
    ['two texts', ['--text', 'x', '--text-file', 'y']],
  ])('refuses %s', async (_, options) => {
    await expect(run('messages', 'send', '--coach', COACH, ...options)).rejects.toMatchObject({
      code: 'bad-configuration',
    });
  });

  it('refuses a text that is not UTF-8', async () => {
    const file = join(world.vault.folder, 'latin');
    writeFileSync(file, Buffer.from([0x63, 0x61, 0x66, 0xe9]));
    const line = ['messages', 'send', '--coach', 'coach-1', '--text-file', file, '--wait', '0'];
    await expect(run(...line)).rejects.toMatchObject({
      code: 'bad-file',
      message: 'The text is not UTF-8; save it as UTF-8 and try again.',
    });
  });

  it('opens with the passphrase alone', async () => {
    await expect(commands.run('C', 'messages')).rejects.toMatchObject({ code: 'bad-configuration' });
  });
});

describe('programme', () => {
  const far = { until: '2099-01-01' };

  it('shows what is under way, and all with --all, and acknowledges what it showed', async () => {
    await tellProgramme(world, far);
    await tellProgramme(world, { id: new Uint8Array(16).fill(4), title: 'Vorig jaar' });
    const shown = await run('programme', '--language', 'nl');
    expect(shown).toMatchObject({ code: undefined, said: expect.stringContaining('· Meer stappen  (nieuw)') });
    expect(shown.said).not.toContain('Vorig jaar');
    const all = await json('programme', '--all');
    expect(all.programmes.map(({ acknowledged }: { acknowledged: unknown }) => typeof acknowledged).sort()).toEqual([
      'number',
      'object',
    ]);
  });

  it('ends with 1 where one is not proven', async () => {
    world.log.append(new Uint8Array(32));
    await tellProgramme(world, far, false);
    expect(await run('programme')).toMatchObject({ code: 1, said: expect.stringContaining('[not-in-log]') });
  });

  it('tells of a session, and shows it afterwards', async () => {
    await tellProgramme(world, far);
    await run('programme', 'done', '1', '--effort', '7', '--note', 'Zwaar', ...NOW);
    await run('programme', 'done', '2', '--undone', ...NOW);
    expect((await json('programme')).programmes[0].sessions).toMatchObject([
      { number: 1, report: { done: true, effort: 7, note: 'Zwaar' } },
      { number: 2, report: { done: false, effort: null } },
    ]);
  });
});

describe('reads', () => {
  it('tells the coach API once that a read was seen, and never what it showed', async () => {
    const grants = [await world.share()];
    await world.tell(world.record(grants));
    for (const _ of [1, 2]) await run('reads');
    const sent = (await world.ports.outbox.records()).filter(({ kind }) => kind === 'message');
    expect(sent).toHaveLength(1);
    const message = openMessage(
      unseal(sent[0]?.payload ?? new Uint8Array(), COACH_BOX),
      'person',
      signingKey(world.identity.agentSeed).publicKey,
    );
    const [read] = await world.reads();
    expect(message).toMatchObject({ coach: COACH, text: '', report: null });
    expect(toHex(message.answers ?? new Uint8Array())).toBe(read?.leaf);
  });
});

describe('erase', () => {
  beforeEach(() => world.vault.read(world.vault.batchOf(dayBounds(DAY).start, dayBounds(NEXT).end)));

  it('says what will happen, does it, and shows how far it has come', async () => {
    const { said, code } = await run('erase', '--day', DAY, '--yes', '--language', 'nl', ...NOW);
    expect(code).toBeUndefined();
    expect(said).toContain(`U staat op het punt ${DAY} te wissen`);
    expect(said).toContain(`Een nacht die op ${NEXT} eindigde`);
    expect(said).toContain('de coach-API heeft het nog niet');
    expect(await world.ports.vault.days()).toEqual({ from: NEXT, until: NEXT });
    const list = JSON.parse((await commands.run('C', 'erase', '--list', '--json')).said);
    expect(list).toMatchObject({
      sound: true,
      erasures: [{ from: DAY, until: DAY, received: false, certificate: null }],
    });
    const status = JSON.parse((await commands.run('C', 'status', '--json')).said);
    expect(status).toMatchObject({ erasures: [{ from: DAY }], letters: { erasure: { kept: 0 } } });
  });

  it('looks at certificates with the passphrase, and ends with 1 where one does not hold', async () => {
    const { erasure } = await json('erase', '--from', DAY, '--until', NEXT, '--yes', ...NOW);
    await tellCertificate(world, [sha256(Uint8Array.of(1))], { erasure: fromHex(erasure.leaf) });
    expect(await run('erase', '--list')).toMatchObject({ code: 1, said: expect.stringContaining('[other-envelopes]') });
    expect(await commands.run('C', 'erase', '--list')).toMatchObject({ code: 1 });
  });

  it('of everything ends every grant that is known here, and says so where nobody knows whether there are more', async () => {
    const { said } = await run('erase', '--all', '--yes', ...NOW);
    expect(said).toContain('Every grant that lives and is known here ends');
    expect(said).toContain('What the coach API says of consent from another machine of yours cannot be believed');
    expect(JSON.parse((await commands.run('C', 'grants', '--json')).said)).toMatchObject({ events: [] });
    expect(await world.ports.vault.days()).toBeUndefined();
  });

  it('leaves an export of the other days, which verifies', async () => {
    await run('erase', '--day', DAY, '--yes', ...NOW);
    const path = join(world.vault.folder, 'mine.tar');
    await run('export', '--out', path);
    expect(await commands.run('C', 'export', '--verify', path)).toMatchObject({
      said: expect.stringContaining('Sound'),
    });
  });

  it.each([
    ['nothing is asked', []],
    ['too much is asked', ['--day', DAY, '--all']],
    ['a last day is missing', ['--from', DAY]],
    ['nobody can be asked, and nobody said yes', ['--day', DAY]],
  ])('erases nothing where %s', async (_, options) => {
    await expect(run('erase', ...options)).rejects.toMatchObject({ code: 'bad-configuration' });
    expect(await world.ports.vault.days()).toEqual({ from: DAY, until: NEXT });
  });

  it('erases nothing with another passphrase', async () => {
    writeFileSync(join(world.vault.folder, 'passphrase'), 'een andere zin\n');
    await expect(run('erase', '--day', DAY, '--yes', ...NOW)).rejects.toMatchObject({ code: 'bad-passphrase' });
    expect(await world.ports.vault.days()).toEqual({ from: DAY, until: NEXT });
  });
});
