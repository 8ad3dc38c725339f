import { cryptoReady, fromHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AFTERWARDS, closedDayWithLateHour } from '../../../test/late-hour.js';
import { tellCertificate, tellMessage, tellProgramme } from '../../../test/letters.js';
import { PASSPHRASE, PageWorld, type Reply } from '../../../test/page-world.js';
import { COACH } from '../../../test/read-world.js';
import { DAY, dayBounds, NEXT } from '../../../test/vault-world.js';
import { sealLate } from '../../seal-late.js';

let world: PageWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await PageWorld.open();
  await world.login();
});
afterEach(() => world.close());

const problem = ({ status, body }: Reply): [number, string] => [status, body.code];
const post = (path: string, body?: object): Promise<Reply> => world.ask(path, { method: 'POST', body });
const sentMessages = async (): Promise<number> =>
  (await world.reads.ports.outbox.records()).filter(({ kind }) => kind === 'message').length;

it.each(['/v1/programmes', '/v1/messages'])('%s opens with the passphrase alone', async (path) => {
  expect(problem(await world.ask(path))).toEqual([403, 'locked']);
});

describe('programmes', () => {
  beforeEach(async () => {
    await world.reads.share();
    await world.unlock();
    // On the first day of the programme.
    world.reads.now = dayBounds(DAY).start + 3600;
  });

  it('are shown as the command shows them, and earlier ones where they are asked for', async () => {
    const leaf = await tellProgramme(world.reads);
    await tellProgramme(world.reads, { id: new Uint8Array(16).fill(4), title: 'Vorig jaar', until: DAY, sessions: [] });
    world.reads.now = dayBounds(NEXT).start + 3600;
    expect((await world.ask('/v1/programmes')).body).toMatchObject({
      ...{ sound: true, today: NEXT, unbelieved: [] },
      programmes: [{ leaf, title: 'Meer stappen', sessions: [{ number: 1, report: null }, { number: 2 }] }],
    });
    expect((await world.ask('/v1/programmes?history=all')).body.programmes).toHaveLength(2);
  });

  it('are acknowledged once, and only those that were shown', async () => {
    const leaf = await tellProgramme(world.reads);
    await tellProgramme(world.reads, { id: new Uint8Array(16).fill(4) });
    for (const _ of [1, 2]) expect((await post('/v1/programmes/seen', { leaves: [leaf] })).status).toBe(204);
    expect(await sentMessages()).toBe(1);
    const { programmes } = (await world.ask('/v1/programmes')).body;
    expect(programmes.map((each: { acknowledged: unknown }) => each.acknowledged).filter(Boolean)).toEqual([
      world.reads.now,
    ]);
  });

  it('take what is said of a session, the last of which counts', async () => {
    const leaf = await tellProgramme(world.reads);
    const report = { programme: leaf, session: 1, done: true, effort: 6, note: 'Zwaar' };
    expect(await post('/v1/programmes/reports', report)).toMatchObject({ status: 201, body: { received: true } });
    const undone = await post('/v1/programmes/reports', { programme: leaf, session: 1, done: false });
    expect(undone.status).toBe(201);
    const [programme] = (await world.ask('/v1/programmes')).body.programmes;
    expect(programme.sessions[0].report).toMatchObject({ done: false, effort: null, note: '' });
  });

  it.each([
    ['a session that there is not', { session: 9, done: true }],
    ['an effort beyond ten', { session: 1, done: true, effort: 11 }],
    ['a report without an answer', { session: 1 }],
  ])('refuse %s', async (_, said) => {
    const leaf = await tellProgramme(world.reads);
    const refused = await post('/v1/programmes/reports', { programme: leaf, ...said });
    expect(refused.status).toBe(400);
    expect(await sentMessages()).toBe(0);
  });
});

describe('messages', () => {
  beforeEach(async () => {
    await world.reads.share();
    await world.unlock();
  });

  it('are a thread, to which an answer is sent and which is acknowledged once', async () => {
    const leaf = await tellMessage(world.reads, { text: 'Hoe gaat het?' });
    expect((await world.ask('/v1/messages')).body).toMatchObject({
      sound: true,
      threads: [{ coach: COACH, messages: [{ number: 1, leaf, acknowledged: null }] }],
    });
    for (const _ of [1, 2]) expect((await post('/v1/messages/seen', { leaves: [leaf] })).status).toBe(204);
    expect(await sentMessages()).toBe(1);
    const sent = await post('/v1/messages', { coach: COACH, text: 'Goed', answers: leaf });
    expect(sent).toMatchObject({ status: 201, body: { received: true } });
    expect((await world.ask('/v1/messages')).body.threads[0].messages).toMatchObject([
      { leaf, acknowledged: world.reads.now },
      { leaf: sent.body.leaf, from: 'person', answers: leaf, text: 'Goed', received: true },
    ]);
  });

  it('are not shown where they do not verify, and it is said', async () => {
    await tellMessage(world.reads, { pseudonym: new Uint8Array(16) });
    expect((await world.ask('/v1/messages')).body).toMatchObject({
      ...{ sound: false, threads: [] },
      unbelieved: [{ problem: 'not-ours' }],
    });
  });

  it('go out later where the coach API does not answer, which is said', async () => {
    world.confirms = false;
    expect((await post('/v1/messages', { coach: COACH, text: 'Goed' })).body).toMatchObject({ received: false });
  });

  it('of the longest text are taken, whatever it is written in', async () => {
    expect((await post('/v1/messages', { coach: COACH, text: '\u0001'.repeat(4096) })).status).toBe(201);
    expect((await post('/v1/messages', { coach: COACH, text: 'x'.repeat(4097) })).status).toBe(400);
  });

  it('go to nobody to whom nothing was granted, and say something', async () => {
    expect(problem(await post('/v1/messages', { coach: 'coach-2', text: 'Dag' }))).toEqual([404, 'not-granted']);
    expect((await post('/v1/messages', { coach: COACH, text: '' })).status).toBe(400);
    expect(await sentMessages()).toBe(0);
  });
});

describe('erasing', () => {
  const agreed = { confirm: 'WISSEN', passphrase: PASSPHRASE };
  beforeEach(() => world.measure());

  it('takes the word and the passphrase, and tells how far it has come', async () => {
    const asked = await post('/v1/erasures', { from: DAY, until: DAY, ...agreed });
    expect(asked).toMatchObject({
      status: 201,
      body: { scrubbed: expect.any(Boolean), erasure: { from: DAY, until: DAY, received: true, certificate: null } },
    });
    expect((await world.ask('/v1/status')).body).toMatchObject({ days: { from: NEXT }, erasures: [{ from: DAY }] });
    expect((await world.ask('/v1/erasures')).body).toMatchObject({ sound: true, erasures: [{ from: DAY }] });
  });

  it('looks at certificates while the past is open, and keeps what came of them', async () => {
    const { erasure } = (await post('/v1/erasures', { from: DAY, until: DAY, ...agreed })).body;
    await tellCertificate(world.reads, [new Uint8Array(32)], { erasure: fromHex(erasure.leaf) });
    expect((await world.ask('/v1/erasures')).body.erasures).toMatchObject([{ certificate: null }]);
    await world.unlock();
    const problems = { sound: false, erasures: [{ certificate: { problem: 'other-envelopes' } }] };
    expect((await world.ask('/v1/erasures')).body).toMatchObject(problems);
    await world.ask('/v1/unlock', { method: 'DELETE' });
    expect((await world.ask('/v1/erasures')).body).toMatchObject(problems);
  });

  it('of everything ends every grant', async () => {
    await world.reads.share();
    expect((await post('/v1/erasures', { all: true, ...agreed })).status).toBe(201);
    expect((await world.ask('/v1/status')).body).toMatchObject({ days: null, grants: [] });
  });

  it.each<[string, object, number]>([
    ['without the word', { from: DAY, until: DAY, passphrase: PASSPHRASE }, 400],
    ['with another word', { from: DAY, until: DAY, ...agreed, confirm: 'ja' }, 400],
    ['with another passphrase', { from: DAY, until: DAY, ...agreed, passphrase: 'fout' }, 403],
    ['without the passphrase, even while the past is open', { from: DAY, until: DAY, confirm: 'WISSEN' }, 400],
    ['of days that are not in order', { from: NEXT, until: DAY, ...agreed }, 400],
    ['of both days and everything', { from: DAY, until: DAY, all: true, ...agreed }, 400],
  ])('does nothing %s', async (_, body, status) => {
    await world.unlock();
    expect((await post('/v1/erasures', body)).status).toBe(status);
    expect((await world.ask('/v1/status')).body).toMatchObject({ days: { from: DAY, until: NEXT }, erasures: [] });
  });
});

describe('late history', () => {
  it('of a closed day is sealed anew while the past is open, once', async () => {
    const { vault } = world.reads;
    await closedDayWithLateHour(vault);
    world.reads.now = AFTERWARDS;
    await sealLate({ ...vault.ports, clock: () => AFTERWARDS }, vault.person);
    expect((await world.ask('/v1/status')).body).toMatchObject({ daysWaiting: [DAY] });
    expect(problem(await post('/v1/late-history'))).toEqual([403, 'locked']);
    await world.unlock();
    expect((await post('/v1/late-history')).body).toEqual({ envelopes: 3, waiting: [], refused: [] });
    expect((await post('/v1/late-history')).body).toEqual({ envelopes: 0, waiting: [], refused: [] });
    expect((await world.ask('/v1/status')).body).toMatchObject({ daysWaiting: [] });
  });
});
