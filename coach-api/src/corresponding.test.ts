import { cryptoReady, fromHex, leafOf, openMessage, openProgramme, TOPICS, toHex, unseal } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flipBits, rowsOf, tamper } from './adapters/testing/raw-database.js';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
});
afterEach(() => desk.close());

const DRAFT = {
  title: 'Canary title',
  from: '2026-05-04',
  until: '2026-05-10',
  sessions: [
    { day: '2026-05-04', kind: 'walk', minutes: 30, target: { kind: 'steps', steps: 3_000 }, note: 'Canary note' },
    { day: '2026-05-06', kind: 'rest', minutes: 0, target: null, note: '' },
  ],
  advice: 'Canary advice',
};
const post = (what: 'programmes' | 'messages', body: object, token = COACH) =>
  desk.http('POST', `/v1/people/${ann.name}/${what}`, { token, body });
const get = async (what: 'programmes' | 'messages', token = COACH) =>
  desk.http('GET', `/v1/people/${ann.name}/${what}`, { token });
const problem = ({ status, body }: { status: number | undefined; body: { code: string } }) => [status, body.code];

describe('a programme', () => {
  it('goes to the person sealed, signed and anchored, resting on the grants that live', async () => {
    const grant = await desk.share(ann);
    const { status, body } = await post('programmes', DRAFT);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...DRAFT, revision: 0, told: false, acknowledged: false, index: null });
    await expect.poll(() => desk.down(ann, 'programme').length).toBe(1);
    const record = unseal(desk.down(ann, 'programme')[0] ?? new Uint8Array(), ann.vault);
    expect(toHex(leafOf(record))).toBe(body.leaf);
    expect(openProgramme(record, desk.signingKey)).toMatchObject({
      ...{ ...DRAFT, pseudonym: ann.pseudonym, coach: 'coach-1', id: fromHex(body.id), time: desk.now },
      grants: [fromHex(grant)],
    });
    const leaves = () => desk.link.published.filter(({ topic }) => topic === TOPICS.leaves);
    await expect
      .poll(() =>
        leaves()
          .map(({ payload }) => toHex(payload))
          .join(),
      )
      .toContain(body.leaf);
    expect((await get('programmes')).body.programmes).toMatchObject([
      { leaf: body.leaf, told: true, title: DRAFT.title },
    ]);
  });

  it('has revisions under one id, counted one by one however they come', async () => {
    await desk.share(ann);
    const { id } = (await post('programmes', DRAFT)).body;
    const answers = await Promise.all([1, 2, 3].map((n) => post('programmes', { ...DRAFT, id, title: `Title ${n}` })));
    expect(answers.map(({ body }) => body.revision).sort()).toEqual([1, 2, 3]);
    expect(problem(await post('programmes', { ...DRAFT, id: 'ab'.repeat(16) }))).toEqual([400, 'bad-request']);
  });

  it('is acknowledged by a message of its person that names it', async () => {
    await desk.share(ann);
    const { leaf } = (await post('programmes', DRAFT)).body;
    await desk.publishSealed(ann, 'message', ann.message({ text: '', answers: fromHex(leaf) }));
    expect((await get('programmes')).body.programmes).toMatchObject([{ leaf, acknowledged: true }]);
    expect((await get('messages')).body.messages).toEqual([]);
  });

  it.each([
    ['a session after its end', { sessions: [{ ...DRAFT.sessions[0], day: '2026-05-11' }] }],
    ['days in the wrong order', { from: '2026-05-11' }],
    ['a day of no calendar', { until: '2026-05-32' }],
    ['an empty title', { title: '' }],
    ['a title of spaces', { title: '  ' }],
    ['sessions in the wrong order', { sessions: [...DRAFT.sessions].reverse() }],
  ])('with %s is refused', async (_title, change) => {
    await desk.share(ann);
    expect(problem(await post('programmes', { ...DRAFT, ...change }))).toEqual([400, 'bad-request']);
    expect(rowsOf(desk.database, 'letters')).toEqual([]);
  });
});

describe('messages', () => {
  it('go either way, with what they answer and report, the oldest first', async () => {
    await desk.share(ann);
    const { leaf } = (await post('messages', { text: 'Hoe ging het?' })).body;
    await expect.poll(() => desk.down(ann, 'message').length).toBe(1);
    const record = unseal(desk.down(ann, 'message')[0] ?? new Uint8Array(), ann.vault);
    expect(openMessage(record, 'coach', desk.signingKey)).toMatchObject({ text: 'Hoe ging het?', coach: 'coach-1' });
    const report = { programme: new Uint8Array(32).fill(7), session: 2, done: true, effort: 5 };
    const answer = ann.message({ answers: fromHex(leaf), report });
    expect((await desk.publishSealed(ann, 'message', answer))?.records.map(toHex)).toEqual([toHex(leafOf(answer))]);
    await post('messages', { text: '', answers: toHex(leafOf(answer)) });
    expect((await get('messages')).body.messages).toMatchObject([
      { from: 'coach', leaf, text: 'Hoe ging het?', acknowledged: true, answers: null, report: null },
      { from: 'person', answers: leaf, text: 'Dat ging goed.', report: { ...report, programme: '07'.repeat(32) } },
    ]);
  });

  it('of a person are kept once however often they are sealed, and confirmed each time', async () => {
    await desk.share(ann);
    const message = ann.message();
    await desk.publishSealed(ann, 'message', message, message);
    await desk.stop();
    await desk.start();
    expect((await desk.publishSealed(ann, 'message', message))?.records.map(toHex)).toEqual([toHex(leafOf(message))]);
    expect((await get('messages')).body.messages).toHaveLength(1);
  });

  it('of somebody else, of another agent, of the coach or in the clear are refused', async () => {
    const phone = new Employee(1, 2);
    await desk.enrol(phone);
    const coachs = ann.message({ agent: null });
    await desk.publishSealed(ann, 'message', new Employee(2).message(), coachs, phone.message({ agent: 1 }));
    await desk.publishSealed(ann, 'message', ann.message({ pseudonym: new Uint8Array(16).fill(9) }));
    await desk.publish(ann, 'message', ann.message(), new Uint8Array(70_000));
    expect(desk.refusals()).toEqual([
      ...['bad-signature', 'malformed', 'unknown-agent', 'wrong-pseudonym', 'decryption-failed', 'too-large'],
    ]);
  });

  it('that say nothing are refused', async () => {
    await desk.share(ann);
    expect(problem(await post('messages', { text: '' }))).toEqual([400, 'bad-request']);
    expect(problem(await post('messages', { text: 'x'.repeat(4_097) }))).toEqual([400, 'bad-request']);
  });
});

describe('what is between a coach and a person', () => {
  it('is for a coach whose grant lives, and for no other', async () => {
    const id = await desk.share(ann);
    await post('programmes', DRAFT);
    await post('messages', { text: 'For coach 1' });
    expect(problem(await get('messages', 'other'))).toEqual([403, 'not-granted']);
    expect(problem(await post('programmes', DRAFT, 'other'))).toEqual([403, 'not-granted']);
    await desk.share(ann, { recipient: 'coach-2' });
    expect((await get('messages', 'other')).body.messages).toEqual([]);
    expect((await get('programmes', 'other')).body.programmes).toEqual([]);
    await desk.publishConsent(ann, ann.withdraw(id, desk.now));
    for (const what of ['programmes', 'messages'] as const) {
      expect(problem(await get(what))).toEqual([403, 'not-granted']);
      expect(problem(await post(what, what === 'messages' ? { text: 'x' } : DRAFT))).toEqual([403, 'not-granted']);
      expect((await desk.http('GET', `/v1/people/${ann.name}/${what}`)).status).toBe(401);
    }
    expect(problem(await desk.http('GET', `/v1/people/${'ab'.repeat(16)}/messages`, { token: COACH }))).toEqual([
      ...[403, 'not-granted'],
    ]);
  });

  it('is readable in no file and no log line', async () => {
    await desk.share(ann);
    await post('programmes', DRAFT);
    await post('messages', { text: 'Canary message' });
    await desk.publishSealed(ann, 'message', ann.message({ text: 'Canary answer' }));
    await get('messages');
    await get('programmes');
    expect((await desk.stored()) + desk.lines.join()).not.toContain('Canary');
    expect(
      JSON.stringify(desk.link.published.map(({ payload }) => Buffer.from(payload).toString('latin1'))),
    ).not.toContain('Canary');
  });

  it('that changed on the disk is left out, and counted', async () => {
    await desk.share(ann);
    await post('messages', { text: 'One' });
    await post('messages', { text: 'Two' });
    tamper(desk.database, `UPDATE letters SET for_coach = zeroblob(length(for_coach)) WHERE id = 1`);
    expect((await get('messages')).body.messages).toMatchObject([{ text: 'Two' }]);
    expect(desk.lines).toContain('{"event":"damaged-letter","count":1}');
  });
});

describe('what goes down', () => {
  it('waits for the first word of an agent, since before that nobody listens', async () => {
    const bob = new Employee(2);
    await desk.enrol(bob);
    const { text } = bob.grant({});
    await desk.publishSealed(bob, 'erasure', bob.erasure());
    expect(desk.down(bob, 'erasure').length).toBeGreaterThan(0);
    const carl = new Employee(3);
    await desk.enrol(carl);
    tamper(
      desk.database,
      `INSERT INTO letters (leaf, pseudonym, kind, time, for_person) VALUES ('${'cd'.repeat(32)}', '${carl.name}', 'read', 1, x'01')`,
    );
    desk.link.inbox?.connected(true);
    await desk.settled();
    expect(desk.down(carl, 'read')).toEqual([]);
    await desk.publish(carl, 'envelope', carl.seal(DAY));
    await expect.poll(() => desk.down(carl, 'read')).toEqual([Buffer.from([1])]);
    expect(text.length).toBeGreaterThan(0);
  });

  it('is told again after a lost session until it is acknowledged', async () => {
    await desk.share(ann);
    const { leaf } = (await post('programmes', DRAFT)).body;
    await expect.poll(() => desk.down(ann, 'programme').length).toBe(1);
    const again = ann.seal(DAY);
    const lose = async (): Promise<void> => {
      desk.now += 1;
      desk.link.inbox?.connected(false);
      await desk.publish(ann, 'envelope', again);
      await desk.settled();
    };
    await lose();
    await expect.poll(() => desk.down(ann, 'programme').length).toBe(2);
    await desk.publishSealed(ann, 'message', ann.message({ text: '', answers: fromHex(leaf) }));
    await lose();
    expect(desk.down(ann, 'programme').length).toBe(2);
  });

  it('survives a damaged consent of one person, who is then not written to', async () => {
    await desk.share(ann);
    flipBits(desk.database, { table: 'consents', before: 'DROP TRIGGER consents_no_update' });
    expect(problem(await post('messages', { text: 'x' }))).toEqual([503, 'damaged-record']);
  });
});
