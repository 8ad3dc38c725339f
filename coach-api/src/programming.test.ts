import { createHash } from 'node:crypto';
import { addDays, cryptoReady, fromHex, METRICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from './adapters/testing/raw-database.js';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-04', windowStart: 1_777_845_600, granularity: 'day', steps: 3_100 };
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  // 2026-05-08 at noon in UTC.
  desk.now = 1_778_241_600;
  ann = new Employee(1);
  await desk.enrol(ann);
  await desk.publish(ann, 'envelope', ann.seal(DAY));
  await desk.share(ann, {
    scope: METRICS.map((metric) => ({ metric, granularities: ['day'] })),
    issued: desk.now - 10,
  });
});
afterEach(() => desk.close());

const DRAFT = { template: 'start-to-walk', from: '2026-05-04', weeks: 4, aim: 'steps', language: 'nl' };
const ask = (method: 'GET' | 'POST', path: string, options: { body?: object; token?: string; accept?: string } = {}) =>
  desk.http(method, path, { token: COACH, ...options });
const of = (rest: string): string => `/v1/people/${ann.name}/programmes${rest}`;
const problem = ({ status, body }: { status: number | undefined; body: { code: string } }) => [status, body.code];

async function draft(change: object = {}) {
  const { status, body } = await ask('POST', '/v1/programmes/drafts', { body: { ...DRAFT, ...change } });
  expect(status).toBe(200);
  const { warnings, ...programme } = body;
  return programme;
}
async function send(change: object = {}) {
  const { status, body } = await ask('POST', of(''), { body: { ...(await draft()), ...change } });
  expect(status).toBe(201);
  return body;
}
const report = (leaf: string, session: number, effort: number) =>
  ann.message({ answers: fromHex(leaf), report: { programme: fromHex(leaf), session, done: true, effort } });

describe('a draft', () => {
  it('is a plan of a template that can be sent as it is, and of which nothing is warned', async () => {
    const { status, body } = await ask('POST', '/v1/programmes/drafts', { body: DRAFT });
    expect(status).toBe(200);
    expect(body).toMatchObject({ title: 'Start to walk', from: '2026-05-04', until: '2026-05-31', warnings: [] });
    expect(body.sessions[0]).toEqual({
      ...{ day: '2026-05-04', kind: 'walk', minutes: 15, target: { kind: 'steps', steps: 1_500 } },
      note: 'Stevig wandelen.',
    });
    expect((await send()).revision).toBe(0);
  });

  it('aims at a zone of heart rate of whom the coach tells age and resting rate, and never guesses them', async () => {
    const person = { age: 40, restingRate: 60 };
    expect((await draft({ aim: 'heart-rate', person })).sessions[0].target).toEqual({
      kind: 'heart-rate',
      low: 108,
      high: 131,
    });
    const refused = await ask('POST', '/v1/programmes/drafts', { body: { ...DRAFT, aim: 'heart-rate' } });
    expect(problem(refused)).toEqual([400, 'bad-request']);
    expect(refused.body.message).toContain('give person');
  });

  it.each([
    ['more weeks than its template has', { template: 'sleep-routine', weeks: 9 }],
    ['a day of no calendar', { from: '2026-05-32' }],
    ['a template that there is not', { template: 'marathon' }],
  ])('with %s is refused', async (_what, change) => {
    expect(problem(await ask('POST', '/v1/programmes/drafts', { body: { ...DRAFT, ...change } }))).toEqual([
      400,
      'bad-request',
    ]);
  });
});

describe('the load check', () => {
  const HARD = { kind: 'run', minutes: 30, target: { kind: 'effort', effort: 7 }, note: '' };
  const plan = {
    ...{ title: 'Hard', from: '2026-05-04', until: '2026-05-10', advice: '' },
    sessions: ['2026-05-05', '2026-05-06'].map((day) => ({ day, ...HARD })),
  };

  it('warns in the language that is asked', async () => {
    const { from, sessions } = plan;
    const { body } = await ask('POST', '/v1/programmes/checks', { body: { from, sessions, language: 'nl' } });
    expect(body.warnings).toMatchObject([{ rule: 'hard-days', day: '2026-05-06' }]);
    expect(body.warnings[0].sentence).toContain('zware dagen');
    for (const day of ['2026-05-32', '2026-05-03']) {
      const bad = { from, sessions: [{ ...HARD, day }], language: 'en' };
      expect(problem(await ask('POST', '/v1/programmes/checks', { body: bad }))).toEqual([400, 'bad-request']);
    }
  });

  it('holds a plan back until the coach changes it or overrules the rule, and never the limits of the record', async () => {
    const refused = await ask('POST', of(''), { body: plan });
    expect(problem(refused)).toEqual([409, 'plan-warned']);
    expect(refused.body.message).toContain('hard-days');
    expect(problem(await ask('POST', of(''), { body: { ...plan, overruled: ['rest-day'] } }))).toEqual([
      409,
      'plan-warned',
    ]);
    const until = '2026-05-01';
    expect(problem(await ask('POST', of(''), { body: { ...plan, until, overruled: ['hard-days'] } }))).toEqual([
      400,
      'bad-request',
    ]);
    expect(rowsOf(desk.database, 'letters')).toEqual([]);
    expect((await ask('POST', of(''), { body: { ...plan, overruled: ['hard-days'] } })).status).toBe(201);
  });
});

describe('revisions', () => {
  it('are listed with which of them stands, and each with what is different from the one before', async () => {
    const first = await send();
    const second = await send({ id: first.id, title: 'Anders', sessions: (await draft()).sessions.slice(1) });
    const { programmes } = (await ask('GET', of(''))).body;
    expect(programmes.map(({ leaf, stands }: { leaf: string; stands: boolean }) => [leaf, stands])).toEqual([
      ...[
        [first.leaf, false],
        [second.leaf, true],
      ],
    ]);
    expect((await ask('GET', of(`/${first.leaf}`))).body).toMatchObject({ stands: false, difference: null });
    expect((await ask('GET', of(`/${second.leaf}`))).body.difference).toEqual({
      ...{ against: first.leaf, changed: ['title'], added: [], altered: [] },
      removed: [first.sessions[0]],
    });
    expect(problem(await ask('POST', of('/proposals'), { body: { programme: first.leaf, language: 'en' } }))).toEqual([
      ...[400, 'bad-request'],
    ]);
  });

  it('are a FHIR CarePlan for who asks for one', async () => {
    const { leaf } = await send();
    await desk.publishSealed(ann, 'message', report(leaf, 0, 3));
    const { headers, body } = await ask('GET', of(`/${leaf}`), { accept: 'application/fhir+json' });
    expect(headers?.['content-type']).toBe('application/fhir+json; charset=utf-8');
    const [, { resource }] = body.entry;
    expect(resource).toMatchObject({ resourceType: 'CarePlan', status: 'active', title: 'Start to walk' });
    expect(resource.activity.slice(0, 3).map(({ detail }: { detail: { status: string } }) => detail.status)).toEqual([
      ...['completed', 'unknown', 'scheduled'],
    ]);
    const json = await ask('GET', of(`/${leaf}?format=json`), { accept: 'application/fhir+json' });
    expect(json.body.leaf).toBe(leaf);
  });
});

describe('adherence', () => {
  it('is what the person reported, and opens nothing', async () => {
    const { leaf } = await send();
    await desk.publishSealed(ann, 'message', report(leaf, 0, 3));
    const { body } = await ask('GET', of(`/${leaf}/adherence`));
    expect(body).toMatchObject({
      reads: [],
      weeks: [{ sessions: 3, due: 2, done: 1, share: 0.5, steps: null }, {}, {}, {}],
    });
    expect(body.sessions[0]).toMatchObject({ state: 'done', effort: 3, measured: null, reached: null });
    expect(desk.log.leaves).toEqual([]);
    expect(desk.opened).toEqual([]);
  });

  it('has what was measured beside it where a purpose is named: a read like any other', async () => {
    const { leaf } = await send();
    const { body, headers, bytes } = await ask('GET', of(`/${leaf}/adherence?purpose=how+it+goes`));
    expect(body.reads).toMatchObject([{ metrics: ['steps'], from: '2026-05-04', until: '2026-05-08' }]);
    expect(body.sessions[0]).toMatchObject({ state: 'unreported', measured: { steps: 3_100 }, reached: true });
    expect(desk.log.leaves).toEqual([body.reads[0].leaf]);
    expect(String(headers?.['f4w-basis']).slice(0, 64)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('of what has not begun has nothing to read', async () => {
    const { leaf } = await send(await draft({ from: '2026-06-01' }));
    expect(problem(await ask('GET', of(`/${leaf}/adherence?purpose=x`)))).toEqual([400, 'bad-request']);
    expect((await ask('GET', of(`/${leaf}/adherence`))).body.weeks).toHaveLength(4);
    expect(desk.log.leaves).toEqual([]);
  });
});

describe('a proposal', () => {
  it('is a plan to confirm, in words, and sends nothing', async () => {
    const { leaf, id, sessions } = await send();
    desk.now += 7 * 86_400;
    const before = rowsOf(desk.database, 'letters').length;
    const { status, body } = await ask('POST', of('/proposals'), { body: { programme: leaf, language: 'en' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ change: 'ease', reasons: [{ reason: 'few-done' }], reads: [], programme: { id } });
    expect(body.reasons[0].sentence).toContain('Fewer than half');
    const minutes = (all: readonly { day: string; minutes: number }[]) =>
      all.filter(({ day }) => day > '2026-05-17')[0]?.minutes;
    expect([minutes(sessions), minutes(body.programme.sessions)]).toEqual([17, 13]);
    expect(rowsOf(desk.database, 'letters')).toHaveLength(before);
    expect((await ask('POST', of(''), { body: body.programme })).body).toMatchObject({ id, revision: 1, stands: true });
  });

  it('is warned of by the load rules, with age and resting rate where the coach tells them', async () => {
    const target = { kind: 'heart-rate', low: 170, high: 190 };
    const sessions = [{ day: '2026-05-20', kind: 'run', minutes: 20, target, note: '' }];
    const { leaf } = await send({ sessions });
    const body = { programme: leaf, language: 'en' };
    const rules = async (change: object) =>
      (await ask('POST', of('/proposals'), { body: { ...body, ...change } })).body.warnings.map(
        ({ rule }: { rule: string }) => rule,
      );
    expect(await rules({})).toEqual([]);
    expect(await rules({ person: { age: 40, restingRate: 60 } })).toEqual(['rate-above-maximum']);
  });

  it('that looks at the days of the person reads them, 35 of them, and can be rested on', async () => {
    const { leaf } = await send();
    const body = { programme: leaf, language: 'nl', purpose: 'adaptation' };
    const answer = await ask('POST', of('/proposals'), { body });
    expect(answer.body.reads).toMatchObject([{ from: addDays('2026-05-07', -34), until: '2026-05-07' }]);
    expect(desk.log.leaves).toHaveLength(1);
    const summaries = [answer.headers?.['f4w-basis']];
    expect((await ask('POST', of(''), { body: { ...answer.body.programme, summaries } })).status).toBe(201);
  });
});

describe('all of it', () => {
  it('is for a coach whose grant lives, and for no other', async () => {
    const { leaf } = await send();
    const routes = [
      ...([
        ['GET', `/${leaf}`],
        ['GET', `/${leaf}/adherence`],
      ] as const),
      ...([['POST', '/proposals', { programme: leaf, language: 'en' }]] as const),
    ];
    for (const [method, path, body] of routes) {
      const options = body === undefined ? {} : { body };
      expect(problem(await ask(method, of(path), { ...options, token: 'other' }))).toEqual([403, 'not-granted']);
      expect((await desk.http(method, of(path), options)).status).toBe(401);
    }
    expect((await desk.http('POST', '/v1/programmes/drafts', { body: DRAFT })).status).toBe(401);
    const { from, sessions } = await draft();
    expect(
      (await desk.http('POST', '/v1/programmes/checks', { body: { from, sessions, language: 'en' } })).status,
    ).toBe(401);
    expect(problem(await ask('GET', of(`/${'ab'.repeat(32)}`)))).toEqual([400, 'bad-request']);
  });

  it('stands in the description of the service', async () => {
    const { paths } = (await desk.http('GET', '/openapi.json')).body;
    const person = '/v1/people/{pseudonym}/programmes';
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        ...['/v1/programmes/drafts', '/v1/programmes/checks', `${person}/{leaf}`, `${person}/proposals`],
        `${person}/{leaf}/adherence`,
      ]),
    );
    expect(paths['/v1/people/{pseudonym}/summaries'].get.responses['200'].headers).toHaveProperty('f4w-basis');
  });
});
