import { cryptoReady, fromHex, keyIdOf, leafOf, toBase64Url, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN, BROKER, COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const SECOND: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
const DAY = 86_400;
/** 2026-06-01, UTC. */
const JUNE = 1_780_272_000;
const SUMMER = { name: 'Summer', from: '2026-06-01', until: '2026-08-31', seats: 2 };
let desk: Desk;
let ann: Employee;
let phone: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  desk.now = JUNE;
  [ann, phone] = [new Employee(1), new Employee(1, 2)];
});
afterEach(() => desk.close());

type Method = Parameters<Desk['http']>[0];
const ask = async (method: Method, url: string, body?: object) => {
  const answer = await desk.http(method, `/v1${url}`, { token: ADMIN, ...(body && { body }) });
  return { status: answer.status, body: answer.body };
};
const told = async (method: Method, url: string, body?: object) => (await ask(method, url, body)).body;
const codeOf = async (method: Method, url: string, body?: object) => {
  const answer = await ask(method, url, body);
  return [answer.status, answer.body.code];
};
const enrol = (employee: Employee, code: string) =>
  desk.http('POST', '/v1/enrolments', { body: employee.enrolment(code) });
const enrolled = async (employee: Employee, challenge = 1): Promise<number> => {
  const { code, number } = await told('POST', '/invitations', { challenge });
  expect((await enrol(employee, code)).status).toBe(201);
  employee.controller = keyIdOf(desk.signingKey);
  return number;
};
const listed = async (): Promise<readonly string[]> =>
  (await desk.http('GET', '/v1/agents/jwks.json', { token: BROKER })).body.keys.map(({ x }: { x: string }) => x);
const keyOf = (employee: Employee): string => toBase64Url(employee.agent.publicKey);
const asked = async (employee: Employee) => {
  const { status, body } = await desk.http('GET', `/v1/agents/keys/${toBase64Url(keyIdOf(employee.agent.publicKey))}`);
  return status === 200 ? status : [status, body.code];
};

describe('challenges', () => {
  it('are made with days, both of which are theirs, and told with what became of their invitations', async () => {
    expect(await ask('POST', '/challenges', SUMMER)).toEqual({
      status: 201,
      body: {
        ...{ number: 2, ...SUMMER, taken: 0 },
        invitations: { open: 0, used: 0, expired: 0, revoked: 0, suspended: 0 },
      },
    });
    const number = await enrolled(ann, 2);
    await told('POST', '/invitations', { challenge: 2 });
    await told('PUT', `/invitations/${number}/suspension`);
    const { challenges } = await told('GET', '/challenges');
    expect(challenges).toMatchObject([
      { number: 1, name: 'Fit4Work', from: '1970-01-01', until: null, seats: null, taken: 0 },
      { number: 2, taken: 2, invitations: { open: 1, used: 1, suspended: 1 } },
    ]);
  });

  it('can end at another day, and have more seats', async () => {
    await ask('POST', '/challenges', SUMMER);
    expect(await told('PATCH', '/challenges/2', { until: '2026-09-30', seats: 3 })).toMatchObject({
      until: '2026-09-30',
      seats: 3,
    });
    expect(await codeOf('PATCH', '/challenges/2', { until: '2026-05-31' })).toEqual([400, 'bad-request']);
    expect(await codeOf('PATCH', '/challenges/2', {})).toEqual([400, 'bad-request']);
    expect(await codeOf('PATCH', '/challenges/3', { seats: 3 })).toEqual([404, 'no-challenge']);
    for (const _ of [1, 2]) await ask('POST', '/invitations', { challenge: 2 });
    expect(await codeOf('PATCH', '/challenges/2', { seats: 1 })).toEqual([409, 'challenge-full']);
  });

  it.each([
    ['a day that does not exist', { from: '2026-02-30' }],
    ['a last day before the first', { until: '2026-05-31' }],
    ['no seat', { seats: 0 }],
    ['a name with a line break', { name: 'a\nb' }],
    ['no name', { name: '' }],
  ])('are refused with %s, and nothing is made', async (_title, change) => {
    expect(await codeOf('POST', '/challenges', { ...SUMMER, ...change })).toEqual([400, 'bad-request']);
    expect((await told('GET', '/challenges')).challenges).toHaveLength(1);
  });

  it('have names of their own', async () => {
    await ask('POST', '/challenges', SUMMER);
    expect(await codeOf('POST', '/challenges', SUMMER)).toEqual([409, 'challenge-taken']);
  });

  it('invite as many as they have seats for, and nobody when they are over', async () => {
    await ask('POST', '/challenges', SUMMER);
    const { number } = await told('POST', '/invitations', { challenge: 2 });
    await told('POST', '/invitations', { challenge: 2, days: 1 });
    expect(await codeOf('POST', '/invitations', { challenge: 2 })).toEqual([409, 'challenge-full']);
    await told('PUT', `/invitations/${number}/revocation`);
    expect((await ask('POST', '/invitations', { challenge: 2 })).status).toBe(201);
    expect(await codeOf('POST', '/invitations', { challenge: 3 })).toEqual([404, 'no-challenge']);
    desk.now = JUNE + 92 * DAY;
    expect(await codeOf('POST', '/invitations', { challenge: 2 })).toEqual([410, 'challenge-ended']);
  });

  it('take people from their first day to their last, and not before or after', async () => {
    await ask('POST', '/challenges', SUMMER);
    const { code } = await told('POST', '/invitations', { challenge: 2, days: 60 });
    desk.now = JUNE - 1;
    expect(await enrol(ann, code)).toMatchObject({ status: 403, body: { code: 'challenge-not-begun' } });
    desk.now = JUNE + 91 * DAY;
    const late = await told('POST', '/invitations', { challenge: 2, days: 60 });
    desk.now = JUNE + 92 * DAY;
    expect(await enrol(ann, late.code)).toMatchObject({ status: 410, body: { code: 'challenge-ended' } });
    desk.now -= 1;
    expect((await enrol(ann, late.code)).status).toBe(201);
  });
});

describe('after the end of a challenge', () => {
  const END = JUNE + 92 * DAY;
  beforeEach(async () => {
    await ask('POST', '/challenges', SUMMER);
    await enrolled(ann, 2);
    await enrolled(new Employee(2));
  });

  it('late data come for a week; then nothing new is taken, but what a person wants withdrawn or erased', async () => {
    const id = await desk.share(ann);
    desk.now = END + 7 * DAY - 1;
    expect(await desk.publish(ann, 'envelope', ann.seal(FIRST))).toMatchObject({ sequence: 1 });
    desk.now += 1;
    const withdrawal = ann.withdraw(id, 2_000);
    expect((await desk.publishConsent(ann, withdrawal))?.records.map(toHex)).toEqual([toHex(leafOf(withdrawal))]);
    expect(await desk.publish(ann, 'envelope', ann.seal(SECOND))).toBeUndefined();
    await desk.publish(ann, 'release', ann.release(fromHex(id), desk.boxKey));
    await desk.publishSealed(ann, 'message', ann.message());
    expect(desk.refusals()).toEqual(['challenge-ended', 'challenge-ended', 'challenge-ended']);
    const keys = ann.keptKeys('2026-05-01');
    expect((await desk.publish(ann, 'keys', keys))?.records.map(toHex)).toEqual([toHex(leafOf(keys))]);
    const erasure = ann.erasure();
    expect((await desk.publishSealed(ann, 'erasure', erasure))?.records.map(toHex)).toEqual([toHex(leafOf(erasure))]);
    expect(await listed()).toContain(keyOf(ann));
  });

  it('its agents leave the JWKS, those of others stay, and they are back when the end is moved', async () => {
    desk.now = END + 35 * DAY;
    expect(await listed()).toEqual([keyOf(new Employee(2))]);
    expect(await asked(ann)).toEqual([410, 'challenge-ended']);
    await ask('PATCH', '/challenges/2', { until: '2026-12-31' });
    expect(await listed()).toContain(keyOf(ann));
    expect(await desk.publish(ann, 'envelope', ann.seal(FIRST))).toMatchObject({ sequence: 1 });
  });
});

describe('invitations', () => {
  it('can be used as many days as is asked', async () => {
    const { code, expires } = await told('POST', '/invitations', { days: 30 });
    expect(expires).toBe(desk.now + 30 * DAY);
    desk.now = expires - 1;
    expect((await enrol(ann, code)).status).toBe(201);
    for (const days of [0, 61, 1.5]) {
      expect(await codeOf('POST', '/invitations', { days })).toEqual([400, 'bad-request']);
    }
  });

  it('are listed by number with what became of them, and neither with a code nor a pseudonym', async () => {
    const codes = [];
    for (const days of [1, 7, 7, 7]) codes.push((await told('POST', '/invitations', { days })).code);
    await enrol(ann, codes[1] ?? '');
    await told('PUT', '/invitations/3/revocation');
    desk.now += DAY;
    const { body, bytes } = await desk.http('GET', '/v1/invitations', { token: ADMIN });
    expect(body.invitations.map(({ number, state }: { number: number; state: string }) => [number, state])).toEqual([
      [1, 'expired'],
      [2, 'used'],
      [3, 'revoked'],
      [4, 'open'],
    ]);
    const text = new TextDecoder().decode(bytes);
    for (const secret of [...codes, ann.name]) expect(text).not.toContain(secret);
    expect((await told('GET', '/invitations?after=3')).invitations).toHaveLength(1);
    expect((await told('GET', '/invitations?challenge=2')).invitations).toEqual([]);
    expect(await codeOf('GET', '/invitations?after=-1')).toEqual([400, 'bad-request']);
  });

  it('that are revoked enrol nobody, also when they are revoked again', async () => {
    const { code, number } = await told('POST', '/invitations');
    for (const _ of [1, 2]) {
      expect(await ask('PUT', `/invitations/${number}/revocation`)).toMatchObject({
        status: 200,
        body: { number, state: 'revoked' },
      });
    }
    expect(await enrol(ann, code)).toMatchObject({ status: 410, body: { code: 'invitation-revoked' } });
    expect(await listed()).toEqual([]);
  });

  it('that were used are not revoked', async () => {
    const number = await enrolled(ann);
    expect(await codeOf('PUT', `/invitations/${number}/revocation`)).toEqual([409, 'invitation-used']);
    expect(await listed()).toEqual([keyOf(ann)]);
  });

  it.each(['revocation', 'suspension'])('of a number that nobody has are not there for a %s', async (what) => {
    expect(await codeOf('PUT', `/invitations/9/${what}`)).toEqual([404, 'no-invitation']);
    expect(await codeOf('PUT', `/invitations/x/${what}`)).toEqual([400, 'bad-request']);
  });

  it.each([undefined, COACH, 'x'])('and challenges are the administrator’s alone, not of %s', async (token) => {
    const routes = [
      ...(['GET', 'POST'] as const).map((method) => [method, '/v1/challenges', SUMMER] as const),
      ['PATCH', '/v1/challenges/1', { seats: 1 }] as const,
      ['GET', '/v1/invitations', undefined] as const,
      ['PUT', '/v1/invitations/1/revocation', undefined] as const,
      ...(['PUT', 'DELETE'] as const).map((method) => [method, '/v1/invitations/1/suspension', undefined] as const),
    ];
    const refusal = token === COACH ? [403, 'not-permitted'] : [401, 'unauthorised'];
    for (const [method, url, sent] of routes) {
      const body = method === 'GET' ? undefined : sent;
      const answer = await desk.http(method, url, { ...(token && { token }), ...(body && { body }) });
      expect([answer.status, answer.body.code]).toEqual(refusal);
    }
  });
});

describe('an agent that is suspended', () => {
  it('is unknown to the broker until it is resumed, also after a restart, and is told so', async () => {
    const number = await enrolled(ann);
    const other = new Employee(2);
    await enrolled(other);
    expect(await told('PUT', `/invitations/${number}/suspension`)).toMatchObject({ state: 'used', suspended: true });
    await desk.stop();
    await desk.start();
    expect(await listed()).toEqual([keyOf(other)]);
    expect(await asked(ann)).toEqual([403, 'agent-suspended']);
    expect(await told('DELETE', `/invitations/${number}/suspension`)).toMatchObject({ suspended: false });
    expect(await listed()).toEqual([keyOf(ann), keyOf(other)]);
    expect(await asked(ann)).toBe(200);
    expect(desk.lines.filter((line) => line.includes('agents-'))).toEqual([
      '{"event":"agents-suspended","count":1}',
      '{"event":"agents-resumed","count":1}',
    ]);
  });

  it('has nothing taken, over a connection that was open either; resumed, it sends the same again', async () => {
    const number = await enrolled(ann);
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    const { text, id } = ann.grant({});
    await desk.publishConsent(ann, text);
    await told('PUT', `/invitations/${number}/suspension`);
    const envelope = ann.seal(SECOND);
    const release = ann.release(fromHex(id), desk.boxKey);
    const [message, keys] = [ann.message(), ann.keptKeys('2026-05-01')];
    const sendAll = async () => [
      await desk.publish(ann, 'envelope', envelope),
      await desk.publish(ann, 'release', release),
      await desk.publish(ann, 'keys', keys),
      await desk.publishSealed(ann, 'message', message),
    ];
    expect(await sendAll()).toEqual([undefined, undefined, undefined, undefined]);
    expect(desk.refusals()).toEqual(['suspended', 'suspended', 'suspended', 'suspended']);
    await told('DELETE', `/invitations/${number}/suspension`);
    expect(await sendAll()).toMatchObject([{ sequence: 2 }, { sequence: 2 }, { sequence: 2 }, { sequence: 2 }]);
  });

  it('does not keep its person from withdrawing, erasing and ending it through another', async () => {
    const number = await enrolled(ann);
    const id = await desk.share(ann);
    await told('PUT', `/invitations/${number}/suspension`);
    await enrolled(phone);
    expect(await listed()).toEqual([keyOf(phone)]);
    for (const [kind, record] of [
      ['consent', ann.withdraw(id, 2_000)],
      ['erasure', ann.erasure()],
    ] as const) {
      expect((await desk.publishSealed(ann, kind, record))?.records.map(toHex)).toEqual([toHex(leafOf(record))]);
    }
    await desk.publish(ann, 'retirement', ann.retirement(1, 0));
    await told('DELETE', `/invitations/${number}/suspension`);
    expect(await listed()).toEqual([keyOf(phone)]);
    expect(await asked(ann)).toEqual([404, 'agent-unknown']);
  });

  it('is of an invitation that was used: of another there is nothing to suspend', async () => {
    const { number } = await told('POST', '/invitations');
    expect(await codeOf('PUT', `/invitations/${number}/suspension`)).toEqual([409, 'invitation-unused']);
  });
});
