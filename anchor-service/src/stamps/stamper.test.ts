import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { answering, failing, type Peer } from '../../test/authority-server.js';
import { temporaryFolder } from '../../test/kit.js';
import { OpensslAuthority } from '../../test/openssl-authority.js';
import { certify, HOUR, StampStage } from '../../test/stamp-stage.js';
import type { LogFolder } from '../ports.js';
import { claimedTime } from './adapters/rfc3161-response.js';

describeWith(['openssl'], 'the stamper', () => {
  const { path, remove } = temporaryFolder();
  const authority = new OpensslAuthority(path);
  const stamps = (query: Uint8Array) => authority.reply(query, { name: 'tsa' });
  let stage: StampStage;

  beforeAll(async () => {
    await sodium.ready;
    await certify(authority);
  });
  afterAll(remove);
  beforeEach(async () => {
    stage = await StampStage.open(authority);
  });
  afterEach(() => stage.close());

  it('stamps nothing in an empty log, and one checkpoint in an hour if the log grew since the last one', async () => {
    const stamper = stage.stamper();
    expect(await stamper.round()).toBe(true);
    expect(stage.first.asked).toEqual([]);
    await stage.publish(0, 5);
    await stamper.round();
    expect(stage.kept()).toEqual(['5.checkpoint', '5.ots', '5.tsr', 'index']);
    await stage.publish(5, 9);
    await stamper.round();
    expect(stage.first.asked).toHaveLength(1);
    for (let hours = 0; hours < 3; hours += 1) {
      stage.now += HOUR;
      await stamper.round();
    }
    expect(stage.index()).toBe('5\n9\n');
    expect(stage.first.asked).toHaveLength(2);
    expect(stage.second.asked).toEqual([]);
    expect(stage.count('stamped')).toBe(4);
  });

  it('goes on with the next authority, and says by whom and how the first failed', async () => {
    const { first, second } = stage;
    let replayed = new Uint8Array(0);
    first.behave(
      answering(async (query) => {
        replayed = new Uint8Array(await stamps(query));
        return replayed;
      }),
    );
    await stage.publish(0, 5);
    await stage.stamper().round();
    const ways: [string, Parameters<Peer['behave']>[0]][] = [
      ['no-answer', failing(503)],
      ['no-answer', (_body, _request, response) => void response.socket?.destroy()],
      ['no-answer', (_body, _request, response) => void response.writeHead(302, { location: second.url }).end()],
      ['no-answer', answering(() => new Uint8Array(65 * 1024))],
      ['malformed', answering(() => utf8('<html>'))],
      ['other-imprint', answering(() => replayed)],
      ['bad-signature', answering(async (query) => tampered(await stamps(query)))],
      ['expired', answering((query) => authority.reply(query, { name: 'gone' }))],
      ['unknown-authority', answering((query) => authority.reply(query, { name: 'strange' }))],
    ];
    const stamper = stage.stamper();
    let size = 5;
    for (const [, behaviour] of ways) {
      first.behave(behaviour);
      stage.now += HOUR;
      await stage.publish(size, size + 2);
      size += 2;
      expect(await stamper.round()).toBe(true);
    }
    expect(stage.codes('stamp-failed')).toEqual(ways.map(([code]) => code));
    const failed = stage.events.filter(({ event }) => event === 'stamp-failed');
    expect(failed.every(({ fields }) => fields.authority === 'first')).toBe(true);
    expect(second.asked).toHaveLength(ways.length);
    expect((await stage.verify()).verdict).toBe('sound');
  });

  it('says that an hour was missed, tries again, and makes it good with the next stamp', async () => {
    await stage.publish(0, 5);
    stage.first.behave(failing(500));
    const stamper = stage.stamper(stage.one());
    expect(await stamper.round()).toBe(false);
    expect(await stamper.round()).toBe(false);
    expect(readdirSync(join(stage.kit.folder, 'log'))).not.toContain('stamps');
    await stage.publish(5, 9);
    stage.now += HOUR;
    expect(await stamper.round()).toBe(false);
    expect(stage.events.filter(({ event }) => event === 'stamp-overdue')).toEqual([
      { event: 'stamp-overdue', fields: { size: 5, count: 1 } },
    ]);
    stage.first.behave(answering(stamps));
    expect(await stamper.round()).toBe(true);
    expect(stage.kept()).toEqual(['9.checkpoint', '9.tsr', 'index']);
    expect(await stage.verdicts()).toEqual(['sound', 'sound']);
  });

  it('keeps the stamp of one kind while the other fails, and asks for the other alone', async () => {
    await stage.publish(0, 5);
    stage.calendar.behave(failing(500));
    const stamper = stage.stamper();
    expect(await stamper.round()).toBe(false);
    expect(stage.kept()).toEqual(['5.checkpoint', '5.tsr', 'index']);
    stage.calendar.behave(stage.calendar.works);
    expect(await stamper.round()).toBe(true);
    expect(stage.kept()).toEqual(['5.checkpoint', '5.ots', '5.tsr', 'index']);
    expect(stage.first.asked).toHaveLength(1);
  });

  it('does not stamp again after a start in the same hour, which it knows by the stamp itself', async () => {
    await stage.publish(0, 5);
    await stage.stamper().round();
    stage.now = claimedTime(stage.file('5.tsr'));
    await stage.publish(5, 9);
    await stage.stamper().round();
    expect(stage.first.asked).toHaveLength(1);
    stage.now += HOUR;
    await stage.stamper().round();
    expect(stage.first.asked).toHaveLength(2);
  });

  it.each([
    { title: 'the checkpoint failed', fatal: 0, happened: false, asked: 2 },
    { title: 'the checkpoint failed though it had happened', fatal: 0, happened: true, asked: 2 },
    { title: 'the stamp failed', fatal: 1, happened: false, asked: 2 },
    { title: 'the stamp failed though it had happened', fatal: 1, happened: true, asked: 1 },
    { title: 'the list failed', fatal: 2, happened: false, asked: 1 },
    { title: 'the list failed though it had happened', fatal: 2, happened: true, asked: 1 },
  ])('killed when writing $title, is whole after the next start', async ({ fatal, happened, asked }) => {
    await stage.publish(0, 5);
    let writes = 0;
    const write = async (act: () => Promise<void>): Promise<void> => {
      const dies = writes === fatal;
      writes += 1;
      if (!dies || happened) await act();
      if (dies) throw new RangeError('killed');
    };
    const { read, publish, replace } = stage.log.folder;
    const folder = stage.log.folder;
    const dying: LogFolder = {
      read,
      publish: (files) => write(() => publish.call(folder, files)),
      replace: (name, bytes) => write(() => replace.call(folder, name, bytes)),
      partials: () => folder.partials(),
      removePartials: (folders) => folder.removePartials(folders),
    };
    await expect(stage.stamper(stage.one(), dying).round()).rejects.toThrowError('killed');
    await stage.stamper(stage.one()).round();
    expect(stage.kept()).toEqual(['5.checkpoint', '5.tsr', 'index']);
    expect(stage.index()).toBe('5\n');
    expect(stage.first.asked).toHaveLength(asked);
    expect(await stage.verdicts()).toEqual(['sound', 'sound']);
  });

  it('stamps the bytes that stand since it was killed before their stamp, also if others are published by now', async () => {
    await stage.publish(0, 5);
    const { folder } = stage.log;
    const published = (await folder.read('checkpoint')) ?? new Uint8Array(0);
    await folder.publish(new Map([['stamps/5.checkpoint', published]]));
    const lines = Buffer.from(published).toString().trimEnd().split('\n');
    await folder.replace('checkpoint', utf8(`${lines.slice(0, -1).join('\n')}\n`));
    await stage.stamper().round();
    expect(stage.file('5.checkpoint')).toEqual(published);
    expect(await authority.verifies(stage.file('5.tsr'), published, 'root')).toBe(true);
  });

  it('runs beside all else: an authority that hangs holds neither publication nor the end of the process', async () => {
    await stage.publish(0, 5);
    const came = new Promise<void>((resolve) => stage.first.behave(() => resolve()));
    const stamper = stage.stamper(stage.one());
    stamper.start();
    await came;
    expect(await stage.publish(5, 9)).toBe('published');
    await stamper.stop();
    expect(stage.codes('stamp-failed')).toEqual(['no-answer']);
  });

  it('goes on after a damaged list, and after what nobody foresaw, and says so', async () => {
    await stage.publish(0, 5);
    await stage.log.folder.replace('stamps/index', utf8('5\n5\n'));
    const buggy: LogFolder = { ...stage.log.folder, read: () => Promise.reject(new TypeError('a bug')) };
    for (const folder of [stage.log.folder, buggy]) {
      const stamper = stage.stamper(stage.all(), folder);
      const said = new Promise<void>((resolve) => {
        stage.onEvent = resolve;
      });
      stamper.start();
      await said;
      await stamper.stop();
    }
    expect(stage.codes('stamp-failed')).toEqual(['malformed', 'unforeseen']);
  });

  it('says when the clock of an authority and its own are apart', async () => {
    stage.now += 30 * 24 * HOUR;
    await stage.publish(0, 5);
    await stage.stamper().round();
    expect(stage.events.find(({ event }) => event === 'stamp-clock-apart')?.fields.authority).toBe('first');
  });

  it('asks under a policy and with a login where the settings say so', async () => {
    writeFileSync(join(stage.kit.folder, 'login'), 'user:pa:ss\n');
    await stage.publish(0, 5);
    const entry = { ...stage.entry('first', stage.first.url), policies: ['1.2.3.4.5'], basicAuthFile: 'login' };
    await stage.stamper({ authorities: [entry] }).round();
    const [request] = stage.first.asked;
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('user:pa:ss').toString('base64')}`);
    expect(request?.headers['content-type']).toBe('application/timestamp-query');
    expect(await stage.verdicts({ policies: ['1.2.3.4.5'] })).toEqual(['sound', 'sound']);
    expect(await stage.verdicts({ policies: ['1.2.3.4.1'] })).toEqual(['unknown', 'unknown']);
  });
});

/** With one bit of the signature flipped, which ends the stamp. */
function tampered(stamp: Uint8Array): Uint8Array {
  return stamp.with(stamp.length - 3, (stamp.at(-3) ?? 0) ^ 1);
}
