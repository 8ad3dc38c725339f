import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { cryptoReady, fromHex, openMessage, signingKey, unseal } from '@fit4work/protocol';
import Database from 'better-sqlite3';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WitnessedLog } from '../test/fakes.js';
import { saying, tellMessage, tellProgramme } from '../test/letters.js';
import { COACH, ReadWorld } from '../test/read-world.js';
import { COACH_BOX } from '../test/vault-world.js';
import { threadLines } from './core/thread-lines.js';
import { ownMessages } from './own-messages.js';
import { acknowledge, writeMessage } from './write-message.js';

let world: ReadWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  await world.share();
});
afterEach(() => world.close());

const messages = () => ownMessages(world.letterPorts, world.reader);
const write = (changed = {}): Promise<string> => writeMessage(world.ports, world.identity, saying(changed));
const sentMessages = async () => {
  const { publicKey } = signingKey(world.identity.agentSeed);
  const records = (await world.ports.outbox.records()).filter(({ kind }) => kind === 'message');
  return records.map(({ payload }) => openMessage(unseal(payload, COACH_BOX), 'person', publicKey));
};

describe('the thread with a coach', () => {
  it('says of both sides how many witnesses confirmed the log in which they stand', async () => {
    const witnessed = await ReadWorld.open(new WitnessedLog());
    await witnessed.share();
    await tellMessage(witnessed);
    const leaf = fromHex(await writeMessage(witnessed.ports, witnessed.identity, saying()));
    const own = () => ownMessages(witnessed.letterPorts, witnessed.reader);
    const lines = async () => threadLines(await own(), { language: 'nl', zone: 'Europe/Brussels' });
    expect((await lines()).filter((line) => /^\S \d/.test(line))).toEqual([
      expect.stringMatching(/^✓ 1\./),
      expect.stringMatching(/^· 2\. u/),
    ]);
    const checkpoint = new TextDecoder().decode(witnessed.log.append(leaf));
    await witnessed.ports.outbox.markProven([{ leaf, index: 1 }], { checkpoint, scanned: 2 });
    expect((await own()).threads).toMatchObject([
      {
        messages: [
          { proof: { witnesses: 2 }, witnesses: 2 },
          { logIndex: 1, witnesses: 2 },
        ],
      },
    ]);
    expect((await lines()).filter((line) => line.includes('bewezen: '))).toEqual([
      '    bewezen: in het logboek op plaats 0, door 2 getuigen bevestigd',
      '    nog niet bewaard door de coach-API; bewezen: in het logboek op plaats 1, door 2 getuigen bevestigd',
    ]);
    await witnessed.close();
  });

  it('has both sides in the order of their time, each with how far it has come', async () => {
    const asked = await tellMessage(world);
    world.now += 60;
    const answered = await write({ answers: fromHex(asked), text: 'Goed, dank u' });
    expect(await messages()).toMatchObject({
      threads: [
        {
          coach: COACH,
          messages: [
            {
              number: 1,
              from: 'coach',
              leaf: asked,
              text: 'Dag!',
              proof: { index: 0 },
              problems: [],
              acknowledged: null,
            },
            {
              number: 2,
              from: 'person',
              leaf: answered,
              answers: asked,
              received: false,
              logIndex: null,
              problems: [],
            },
          ],
        },
      ],
      unbelieved: [],
    });
  });

  it('is apart from that with another coach', async () => {
    await world.share({ coach: 'coach-2' });
    await tellMessage(world);
    await write({ coach: 'coach-2' });
    expect((await messages()).threads.map(({ coach, messages }) => [coach, messages.length])).toEqual([
      [COACH, 1],
      ['coach-2', 1],
    ]);
  });

  it('acknowledges what was shown, once and sealed, and never what only acknowledges', async () => {
    const mine = await write();
    const asked = await tellMessage(world, { time: world.now + 1 });
    await tellMessage(world, { text: '', answers: fromHex(mine), time: world.now + 5 });
    for (const _ of [1, 2]) {
      world.now += 60;
      await acknowledge(world.ports, world.identity, (await messages()).letters);
    }
    const [, ...acknowledgements] = await sentMessages();
    expect(acknowledgements).toMatchObject([{ coach: COACH, answers: fromHex(asked), text: '', report: null }]);
    const [thread] = (await messages()).threads;
    expect(thread?.messages).toMatchObject([
      { from: 'person', acknowledged: world.now - 115 },
      { from: 'coach', acknowledged: world.now - 60 },
    ]);
  });

  it.each([
    ['a coach to whom nothing was ever granted', { coach: 'coach-9' }, 'not-granted'],
    ['a text that is too long', { text: 'x'.repeat(4_097) }, 'bad-configuration'],
    ['a text that is empty', { text: '' }, 'bad-configuration'],
  ])('takes nothing for %s, and keeps nothing of it', async (_, changed, code) => {
    await expect(write(changed)).rejects.toMatchObject({ code });
    expect(await sentMessages()).toEqual([]);
  });

  it('takes a message to a coach whose grant was withdrawn: there may be something left to say', async () => {
    const grant = await world.share({ coach: 'coach-2' });
    await world.withdraw(grant);
    await write({ coach: 'coach-2' });
    expect(await sentMessages()).toMatchObject([{ coach: 'coach-2' }]);
  });

  it('says of what cannot be believed that it is so, and shows nothing of it', async () => {
    await tellMessage(world, { pseudonym: new Uint8Array(16) });
    await tellProgramme(world);
    await world.ports.outbox.saveLetter({ kind: 'message', sealed: new Uint8Array(100) }, 1);
    expect((await messages()).unbelieved.map(({ problem }) => problem)).toEqual(['not-ours', 'not-opened']);
  });

  it('says of a message that is in no log that it is so', async () => {
    world.log.append(new Uint8Array(randomBytes(32)));
    await tellMessage(world, {}, false);
    expect((await messages()).threads[0]?.messages).toMatchObject([{ problems: ['not-in-log'], proof: null }]);
  });

  it('notices an own message that was changed on disk, and shows the others', async () => {
    const first = await write();
    await write({ text: 'Nog iets' });
    const db = new Database(join(world.vault.folder, 'vault.db'));
    db.prepare('UPDATE record SET bytes = (SELECT bytes FROM record WHERE leaf <> ? AND kind = ?) WHERE leaf = ?').run(
      ...[fromHex(first), 'message', fromHex(first)],
    );
    db.close();
    expect(await messages()).toMatchObject({
      threads: [{ messages: [{ text: 'Nog iets' }] }],
      unbelieved: [{ id: first, problem: 'changed-on-disk' }],
    });
  });
});

describe('at rest', () => {
  it('nothing of what was said by either side, or of how hard a session was, is readable in the vault', async () => {
    const programme = await tellProgramme(world, { advice: 'KANARIE-ADVIES', title: 'KANARIE-TITEL' });
    await tellMessage(world, { text: 'KANARIE-COACH' });
    const before = world.vault.files();
    const report = { programme: fromHex(programme), session: 1, done: true, effort: 9 };
    await write({ text: 'KANARIE-PERSOON', report });
    await acknowledge(world.ports, world.identity, (await messages()).letters);
    const files = world.vault.files();
    expect(files.length).toBeGreaterThanOrEqual(before.length);
    expect(files.includes('KANARIE')).toBe(false);
    // The report as it stands in the record: its programme, its session, done, its effort.
    expect(files.includes(Buffer.from([0x58, 0x20, ...fromHex(programme), 0x01, 0xf5, 0x09]))).toBe(false);
    expect((await sentMessages())[0]).toMatchObject({ text: 'KANARIE-PERSOON', report: { effort: 9 } });
  });
});
