import { cryptoReady, fromBase64Url, keyIdOf, toBase64Url } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { qrOf } from './adapters/http/invitation.js';
import { ADMIN, BROKER, COACH, Desk } from './testing/desk.js';
import { Employee } from './testing/employee.js';

await cryptoReady;
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
});
afterEach(() => desk.close());

const invite = async () => (await desk.http('POST', '/v1/invitations', { token: ADMIN })).body;
const enrol = (body: object) => desk.http('POST', '/v1/enrolments', { body });

describe('invitations', () => {
  it('carry what an agent needs to know of the coach API and the log', async () => {
    const { status, body } = await desk.http('POST', '/v1/invitations', { token: ADMIN });
    expect(status).toBe(201);
    expect(body).toEqual({
      version: 1,
      number: 1,
      code: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      expires: desk.now + 7 * 86_400,
      coachApi: {
        url: 'http://127.0.0.1:8080',
        signingKey: toBase64Url(desk.signingKey),
        boxKey: toBase64Url(desk.boxKey),
        certificates: [],
      },
      broker: { url: 'mqtt://127.0.0.1:1' },
      log: { url: 'http://127.0.0.1:1/', policy: expect.stringContaining('log example.org/log') },
      link: expect.stringMatching(/^http:\/\/127\.0\.0\.1:8080\/enrol#[A-Za-z0-9_-]+$/),
      qr: expect.stringMatching(/^<svg /),
    });
  });

  it('are a link as well, which tells all of it to who opens it and nothing to a server', async () => {
    const { link, qr: _, number: __, ...invitation } = await invite();
    const [, hidden] = link.split('#');
    expect(JSON.parse(new TextDecoder().decode(fromBase64Url(hidden)))).toEqual(invitation);
  });

  it('have no QR code where their link is longer than one can be', () => {
    expect(qrOf('x'.repeat(2_900))).toMatch(/^<svg /);
    expect(qrOf('x'.repeat(2_901))).toBeNull();
  });

  it.each([
    [undefined, [401, 'unauthorised']],
    [COACH, [403, 'not-permitted']],
    ['x', [401, 'unauthorised']],
  ])('are given to the administrator only, not to %s', async (token, refusal) => {
    const { status, body } = await desk.http('POST', '/v1/invitations', token === undefined ? {} : { token });
    expect([status, body.code]).toEqual(refusal);
  });
});

describe('enrolment', () => {
  it('makes the agent’s key known to the broker', async () => {
    const { code } = await invite();
    expect((await enrol(ann.enrolment(code))).status).toBe(201);
    const { body } = await desk.http('GET', '/v1/agents/jwks.json', { token: BROKER });
    expect(body.keys).toEqual([
      {
        kty: 'OKP',
        crv: 'Ed25519',
        x: toBase64Url(ann.agent.publicKey),
        kid: toBase64Url(keyIdOf(ann.agent.publicKey)),
        alg: 'EdDSA',
        use: 'sig',
        f4w_pseudonym: ann.name,
      },
    ]);
  });

  it('gives the one key that is asked for, and says so where there is none', async () => {
    await enrol(ann.enrolment((await invite()).code));
    await enrol(new Employee(2).enrolment((await invite()).code));
    const kid = toBase64Url(keyIdOf(ann.agent.publicKey));
    const { body: all } = await desk.http('GET', '/v1/agents/jwks.json', { token: BROKER });
    const { status, body } = await desk.http('GET', `/v1/agents/keys/${kid}`);
    const { f4w_pseudonym: whose, ...listed } = all.keys.find((key: { kid: string }) => key.kid === kid);
    const always = { from: '1970-01-01', until: null };
    expect([status, body, whose]).toEqual([200, { ...listed, f4w_challenge: always }, ann.name]);
    const other = await desk.http('GET', `/v1/agents/keys/${'A'.repeat(43)}`);
    expect([other.status, other.body.code]).toEqual([404, 'agent-unknown']);
    expect((await desk.http('GET', '/v1/agents/keys/x')).body.code).toBe('bad-request');
  });

  it('tells beside the key the days of the challenge, as they are by then', async () => {
    const days = { from: '2026-06-01', until: '2026-08-31' };
    const name = 'Zomer';
    await desk.http('POST', '/v1/challenges', { token: ADMIN, body: { name, ...days, seats: 2 } });
    const { code } = (await desk.http('POST', '/v1/invitations', { token: ADMIN, body: { challenge: 2 } })).body;
    desk.now = 1_780_358_400;
    await enrol(ann.enrolment(code));
    const kid = toBase64Url(keyIdOf(ann.agent.publicKey));
    const told = async () => (await desk.http('GET', `/v1/agents/keys/${kid}`)).body.f4w_challenge;
    expect(await told()).toEqual(days);
    await desk.http('PATCH', '/v1/challenges/2', { token: ADMIN, body: { until: '2026-09-30' } });
    expect(await told()).toEqual({ ...days, until: '2026-09-30' });
  });

  it('is answered again when an agent repeats it after a crash, also after a restart', async () => {
    const request = ann.enrolment((await invite()).code);
    await enrol(request);
    await desk.stop();
    await desk.start();
    expect((await enrol(request)).status).toBe(200);
    expect((await desk.http('GET', '/v1/agents/jwks.json', { token: BROKER })).body.keys).toHaveLength(1);
  });

  it('refuses a used code to somebody else', async () => {
    const { code } = await invite();
    await enrol(ann.enrolment(code));
    const { status, body } = await enrol(new Employee(2).enrolment(code));
    expect([status, body.code]).toEqual([409, 'invitation-used']);
  });

  it('refuses an unknown and an expired code', async () => {
    expect((await enrol(ann.enrolment('A'.repeat(22)))).body.code).toBe('invitation-unknown');
    const { code, expires } = await invite();
    desk.now = expires;
    expect((await enrol(ann.enrolment(code))).body.code).toBe('invitation-expired');
  });

  it('adds an agent to a person under the same identity', async () => {
    const second = new Employee(1, 2);
    await enrol(ann.enrolment((await invite()).code));
    expect((await enrol(second.enrolment((await invite()).code))).status).toBe(201);
    const { body } = await desk.http('GET', '/v1/agents/jwks.json', { token: BROKER });
    expect(body.keys).toMatchObject([
      { x: toBase64Url(ann.agent.publicKey), f4w_pseudonym: ann.name },
      { x: toBase64Url(second.agent.publicKey), f4w_pseudonym: ann.name },
    ]);
  });

  it('adds none under another identity, nor twice the same number or key', async () => {
    await enrol(ann.enrolment((await invite()).code));
    const thief = new Employee(2, 2);
    thief.pseudonym.set(ann.pseudonym);
    const again = new Employee(1, 1);
    Object.assign(again, { agent: new Employee(1, 3).agent });
    const sameKey = new Employee(1, 2);
    Object.assign(sameKey, { agent: ann.agent });
    for (const other of [thief, again, sameKey]) {
      const { status, body } = await enrol(other.enrolment((await invite()).code));
      expect([status, body.code]).toEqual([409, 'already-enrolled']);
    }
    expect((await desk.http('GET', '/v1/agents/jwks.json', { token: BROKER })).body.keys).toHaveLength(1);
  });

  it('refuses a pseudonym that is enrolled already', async () => {
    await enrol(ann.enrolment((await invite()).code));
    const { status, body } = await enrol(ann.enrolment((await invite()).code));
    expect([status, body.code]).toEqual([409, 'already-enrolled']);
  });

  it.each([
    ['another agent key', (own: object, other: object) => ({ ...own, agentKey: Reflect.get(other, 'agentKey') })],
    [
      'another identity key',
      (own: object, other: object) => ({ ...own, identityKey: Reflect.get(other, 'identityKey') }),
    ],
    ['another vault key', (own: object, other: object) => ({ ...own, vaultKey: Reflect.get(other, 'vaultKey') })],
    ['another pseudonym', (own: object, other: object) => ({ ...own, pseudonym: Reflect.get(other, 'pseudonym') })],
    ['no certificate at all', (own: object) => ({ ...own, certificate: 'AAAA' })],
  ])('refuses a certificate with %s, and the code stays good', async (_title, change) => {
    const { code } = await invite();
    const { status, body } = await enrol(change(ann.enrolment(code), new Employee(2).enrolment(code)));
    expect([status, body.code]).toEqual([400, 'certificate-refused']);
    expect((await enrol(ann.enrolment(code))).status).toBe(201);
  });

  it.each([
    ['an unknown member', { extra: 1 }],
    ['a number where text belongs', { code: 5 }],
    ['a number as text', { agent: '1' }],
    ['a pseudonym in capitals', { pseudonym: 'A'.repeat(32) }],
  ])('refuses %s and repeats nothing of it', async (_title, change) => {
    const { status, body, headers } = await enrol({ ...ann.enrolment('A'.repeat(22)), ...change });
    expect([status, body.code]).toEqual([400, 'bad-request']);
    expect(headers?.['content-type']).toContain('application/problem+json');
    expect(JSON.stringify(body)).not.toMatch(/extra|AAAA/);
  });
});

interface Described {
  readonly operationId: string;
  readonly summary: string;
}

/** Paths to numbers that have no description; one that never changes counts nothing. */
function numbersUnsaid(value: unknown, at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { type, description, const: one, enum: some } = Object(value);
  const isNumber = (type === 'integer' || type === 'number') && one === undefined && some === undefined;
  const here = isNumber && typeof description !== 'string' ? [at] : [];
  return [...here, ...Object.entries(value).flatMap(([name, each]) => numbersUnsaid(each, `${at}/${name}`))];
}

describe('the HTTP side', () => {
  it('opens the page of an invitation also where a mail program hung something on to its link', async () => {
    expect((await desk.http('GET', '/enrol?utm_source=mail')).status).toBe(200);
  });

  it('describes itself in OpenAPI 3.1', async () => {
    const { body } = await desk.http('GET', '/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths).sort()).toEqual([
      '/enrol',
      '/healthz',
      '/metrics',
      '/readyz',
      '/v1/agents/jwks.json',
      '/v1/agents/key-set',
      '/v1/agents/key-set/{prefix}',
      '/v1/agents/keys/{kid}',
      '/v1/audit/erasures',
      '/v1/audit/openings/{day}',
      '/v1/challenges',
      '/v1/challenges/{number}',
      '/v1/enrolments',
      '/v1/invitations',
      '/v1/invitations/{number}/revocation',
      '/v1/invitations/{number}/suspension',
      '/v1/jwks.json',
      '/v1/people',
      '/v1/people/{pseudonym}/grants',
      '/v1/people/{pseudonym}/messages',
      '/v1/people/{pseudonym}/programmes',
      '/v1/people/{pseudonym}/programmes/proposals',
      '/v1/people/{pseudonym}/programmes/{leaf}',
      '/v1/people/{pseudonym}/programmes/{leaf}/adherence',
      '/v1/people/{pseudonym}/summaries',
      '/v1/programmes/checks',
      '/v1/programmes/drafts',
      '/v1/reads',
      '/v1/recovery',
      '/v1/recovery/agents',
      '/v1/recovery/{kind}',
      '/v1/retention',
    ]);
  });

  it('names each operation once, says what it does, and which codes a status may have', async () => {
    const { body } = await desk.http('GET', '/openapi.json');
    const operations = Object.values<Record<string, Described>>(body.paths).flatMap((each) => Object.values(each));
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(operations.length);
    expect(names.filter((name) => !/^[a-z][A-Za-z]+$/.test(name))).toEqual([]);
    expect(operations.filter(({ summary }) => !/^[A-Z].{10,}[^.]$/.test(summary))).toEqual([]);
    const codes = body.paths['/v1/people/{pseudonym}/summaries'].get.responses;
    const codesOf = (status: number): readonly string[] =>
      codes[status].content['application/problem+json'].schema.properties.code.enum;
    expect([codesOf(401), codesOf(403), codesOf(429)]).toEqual([
      ['unauthorised', 'login-again'],
      ['not-permitted', 'cross-site', 'not-granted'],
      ['too-many-requests'],
    ]);
  });

  it('says of every number what it counts, in which unit', async () => {
    const { body } = await desk.http('GET', '/openapi.json');
    expect(numbersUnsaid(body.paths)).toEqual([]);
  });

  it('is healthy, and not ready before it holds a verified checkpoint', async () => {
    expect((await desk.http('GET', '/healthz')).body).toEqual({ status: 'ok' });
    expect(await desk.http('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { broker: true, database: true, log: false, logAge: null },
    });
  });

  it.each(['/v1/people?x=1', '/healthz?x=1', '/nothing'])('refuses %s', async (url) => {
    const { status, body } = await desk.http('GET', url, { token: COACH });
    expect([400, 404]).toContain(status);
    expect(Object.keys(body)).toEqual(['code', 'message']);
  });
});
