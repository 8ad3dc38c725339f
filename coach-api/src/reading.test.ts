import { cryptoReady, fromHex, leafOf, METRICS, openRead, TOPICS, toHex, unseal } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countRows } from './adapters/testing/raw-database.js';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const SECOND: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
});
afterEach(() => desk.close());

const problem = ({ status, body }: { status: number | undefined; body: { code: string; metric?: string } }) => [
  status,
  body.code,
  body.metric,
];

const allOf = (status: string) => Object.fromEntries(METRICS.map((metric) => [metric, status]));
const statusesOf = ({ days }: { days: { status: object }[] }) => days.map(({ status }) => status);

describe('a read', () => {
  it('gives the numbers of each day asked', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST), ann.seal({ ...SECOND, steps: null, stages: null }));
    await desk.share(ann);
    const { status, body } = await desk.summaries(ann, { until: '2026-05-03' });
    expect(status).toBe(200);
    const zones = { reference: 190, minutes: [20, 0, 0, 0, 0] };
    const heartRate = { mean: 70.5, minimum: 70, maximum: 71, minutes: 20, resting: 70, zones };
    const sleep = { minutesAsleep: 319, minutesAwakeInBed: 11, stageMinutes: [11, 200, 60, 50, 5, 4] };
    expect(body.days).toEqual([
      {
        date: '2026-05-01',
        status: allOf('measured'),
        window: { start: '2026-04-30T22:00:00Z', seconds: 86_400 },
        wornSeconds: 3_000,
        steps: { total: 1_000, activeMinutes: 10 },
        heartRate,
        sleep: {
          ...sleep,
          periods: [{ start: '2026-04-30T22:00:00Z', end: '2026-05-01T06:00:00Z' }],
          efficiency: 94,
          interruptions: 2,
        },
      },
      {
        date: '2026-05-02',
        status: { steps: 'not-measured', 'heart-rate': 'measured', sleep: 'not-measured' },
        window: { start: '2026-05-01T22:00:00Z', seconds: 86_400 },
        wornSeconds: 3_000,
        steps: { total: null, activeMinutes: 0 },
        heartRate,
        sleep: {
          minutesAsleep: null,
          minutesAwakeInBed: null,
          stageMinutes: null,
          periods: [],
          efficiency: null,
          interruptions: 0,
        },
      },
      { date: '2026-05-03', status: allOf('not-received'), window: null, wornSeconds: null },
    ]);
  });

  it('gives hours with their starts, and only the metrics asked', async () => {
    const hour: DayToSeal = { ...FIRST, granularity: 'hour' };
    await desk.publish(ann, 'envelope', ann.seal(hour), ann.seal({ ...hour, windowStart: hour.windowStart + 3_600 }));
    await desk.share(ann);
    const { body } = await desk.summaries(ann, { granularity: 'hour', metrics: 'steps' });
    const told = { window: null, wornSeconds: null };
    expect(body.days).toEqual([
      { date: '2026-05-01', status: { steps: 'measured' }, ...told },
      { date: '2026-05-02', status: { steps: 'not-received' }, ...told },
    ]);
    expect(body.hours).toEqual(
      ['2026-04-30T22:00:00Z', '2026-04-30T23:00:00Z'].map((start) => ({
        date: '2026-05-01',
        start,
        wornSeconds: 3_000,
        steps: { total: 1_000, activeMinutes: 10 },
      })),
    );
  });

  it('takes the highest revision of which a key was released', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST), ann.seal({ ...FIRST, revision: 1, steps: 1_500 }));
    await desk.share(ann);
    await desk.publish(ann, 'envelope', ann.seal({ ...FIRST, revision: 2, steps: 2_000 }));
    const { body } = await desk.summaries(ann, { until: '2026-05-01' });
    expect(body.days[0].steps.total).toBe(1_500);
  });

  it('is recorded, anchored and told to the person, sealed', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    const grant = await desk.share(ann);
    const { body } = await desk.summaries(ann, { metrics: 'sleep,steps' });
    const [read, ...others] = body.reads;
    expect(others).toEqual([]);
    const record = Buffer.from(read.record, 'base64');
    expect(openRead(record, desk.signingKey)).toMatchObject({
      coach: 'coach-1',
      purpose: 'weekly talk',
      metrics: ['steps', 'sleep'],
      granularity: 'day',
      from: '2026-05-01',
      until: '2026-05-02',
      grants: [fromHex(grant)],
      time: desk.now,
    });
    const named = { metrics: ['steps', 'sleep'], from: '2026-05-01', until: '2026-05-02' };
    expect(read).toMatchObject({ leaf: toHex(leafOf(record)), index: 0, size: 1, proof: 'proof', ...named });
    expect(desk.log.leaves).toEqual([read.leaf]);
    const told = desk.link.published.filter(({ topic }) => topic === TOPICS.down(ann.name, 'read'));
    expect(told.map(({ payload }) => toHex(unseal(payload, ann.vault)))).toEqual([toHex(record)]);
    const { reads } = (await desk.http('GET', '/v1/reads', { token: COACH })).body;
    expect(reads).toMatchObject([{ leaf: read.leaf, metrics: ['steps', 'sleep'], index: 0 }]);
    expect((await desk.http('GET', '/v1/reads', { token: 'other' })).body.reads).toEqual([]);
  });

  it('opens one after the other what one checkpoint proved, and asks consent again at the end of each', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    const id = await desk.share(ann);
    const opening = desk.nextOpening();
    const several = Array.from({ length: 24 }, () => desk.summaries(ann));
    await opening;
    await desk.publishConsent(ann, ann.withdraw(id, desk.now));
    // How many were through by then is the machine's affair; of the others at most the one that was being opened.
    const through = desk.opened.length;
    const answers = (await Promise.all(several)).map(({ status }) => status);
    expect(desk.opened.length).toBeLessThanOrEqual(through + 1);
    // Which of them were first is not the order of asking.
    expect(answers.filter((status) => status === 200).length).toBeLessThanOrEqual(desk.opened.length);
    expect(answers.every((status) => status === 200 || status === 403)).toBe(true);
    expect((await desk.summaries(ann)).status).toBe(403);
  });

  it('opens nothing without a proof, and the record is told all the same', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    await desk.share(ann);
    desk.log.generous = false;
    expect(problem(await desk.summaries(ann))).toEqual([503, 'not-proven', undefined]);
    expect(desk.opened).toEqual([]);
    expect(desk.link.published.filter(({ topic }) => topic === TOPICS.down(ann.name, 'read'))).toHaveLength(1);
  });

  it('keeps the record for the person while the broker is away', async () => {
    await desk.share(ann);
    desk.link.connected = false;
    await desk.summaries(ann);
    await desk.stop();
    const before = desk.link.published.length;
    await desk.start();
    desk.link.inbox?.connected(true);
    await desk.settled();
    const told = () => desk.link.published.slice(before).filter(({ topic }) => topic === TOPICS.down(ann.name, 'read'));
    await expect.poll(() => told().length).toBe(1);
  });
});

describe('authority', () => {
  it('refuses an ask of which nothing is granted: metric, granularity, days, coach', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    await desk.share(ann, { scope: [{ metric: 'steps', granularities: ['day'] }], until: '2026-05-02' });
    expect((await desk.summaries(ann, { metrics: 'steps' })).status).toBe(200);
    const before = desk.opened.length;
    const refused = [403, 'not-granted', 'steps'];
    expect(problem(await desk.summaries(ann, { metrics: 'sleep,heart-rate' }))).toEqual(refused.with(2, 'heart-rate'));
    expect(problem(await desk.summaries(ann, { metrics: 'steps', granularity: 'hour' }))).toEqual(refused);
    const later = { metrics: 'steps', from: '2026-05-03', until: '2026-05-03' };
    expect(problem(await desk.summaries(ann, later))).toEqual(refused);
    expect(problem(await desk.summaries(ann, { metrics: 'steps' }, 'other'))).toEqual(refused);
    expect(desk.opened).toHaveLength(before);
    expect(desk.log.leaves).toHaveLength(1);
  });

  it('does not let a release open more than its grant covers', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST), ann.seal(SECOND));
    await desk.share(ann, { until: '2026-05-01' });
    const { text } = ann.grant({ from: '2026-05-02' });
    await desk.publishConsent(ann, text);
    const { body } = await desk.summaries(ann);
    expect(statusesOf(body)).toEqual([allOf('measured'), allOf('not-received')]);
  });

  it('takes the keys of every grant that covers a day, where grants overlap', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    await desk.share(ann);
    ann.keys.length = 0;
    await desk.publish(ann, 'envelope', ann.seal(SECOND));
    await desk.share(ann, { issued: 2_000 });
    const { body } = await desk.summaries(ann);
    expect(statusesOf(body)).toEqual([allOf('measured'), allOf('measured')]);
  });

  it('ends with the expiry and with a withdrawal', async () => {
    await desk.share(ann, { expires: desk.now + 10 });
    expect((await desk.summaries(ann)).status).toBe(200);
    desk.now += 10;
    expect((await desk.summaries(ann)).status).toBe(403);
    const id = await desk.share(ann);
    expect((await desk.summaries(ann)).status).toBe(200);
    await desk.publishConsent(ann, ann.withdraw(id, desk.now));
    expect((await desk.summaries(ann)).status).toBe(403);
  });

  it('leaves no release behind when a grant has lapsed', async () => {
    await desk.share(ann, { expires: desk.now + 10 });
    await desk.share(ann);
    expect(countRows(desk.database, 'releases')).toBe(2);
    desk.now += 10;
    await desk.stop();
    await desk.start();
    await expect.poll(() => countRows(desk.database, 'releases')).toBe(1);
  });

  it('ends also while the proof is awaited', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    const id = await desk.share(ann);
    const prove = desk.log.prove.bind(desk.log);
    desk.log.prove = async (leaf) => {
      await desk.publishConsent(ann, ann.withdraw(id, desk.now));
      return prove(leaf);
    };
    expect(problem(await desk.summaries(ann))).toEqual([403, 'not-granted', 'steps']);
    expect(desk.opened).toEqual([]);
  });

  it('says the same of a person who shares nothing and of one who does not exist', async () => {
    const answers = [await desk.summaries(ann), await desk.summaries(new Employee(3))];
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  });

  it('lists the people who share at this moment', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    const id = await desk.share(ann, { scope: [{ metric: 'sleep', granularities: ['day'] }] });
    const people = async (token: string) => (await desk.http('GET', '/v1/people', { token })).body.people;
    expect(await people(COACH)).toEqual([
      {
        pseudonym: ann.name,
        grants: [
          {
            id,
            scope: [{ metric: 'sleep', granularities: ['day'] }],
            from: '2026-01-01',
            until: '2026-12-31',
            expires: 4_000_000_000,
          },
        ],
      },
    ]);
    expect(await people('other')).toEqual([]);
    await desk.publishConsent(ann, ann.withdraw(id, desk.now));
    expect(await people(COACH)).toEqual([]);
  });

  it('tells what one person shares at this moment: nothing to others, of nobody, and once it ended', async () => {
    const id = await desk.share(ann, { scope: [{ metric: 'sleep', granularities: ['day'] }] });
    const grants = async (person: Employee, token = COACH) =>
      (await desk.http('GET', `/v1/people/${person.name}/grants`, { token })).body.grants;
    const { people } = (await desk.http('GET', '/v1/people', { token: COACH })).body;
    expect(await grants(ann)).toEqual(people[0].grants);
    expect(await grants(ann)).toMatchObject([{ id, scope: [{ metric: 'sleep', granularities: ['day'] }] }]);
    expect([await grants(ann, 'other'), await grants(new Employee(3))]).toEqual([[], []]);
    await desk.publishConsent(ann, ann.withdraw(id, desk.now));
    expect(await grants(ann)).toEqual([]);
  });

  it.each([
    { metrics: 'steps,steps' },
    { metrics: 'weight' },
    { from: '2026-02-30' },
    { from: '2026-05-03' },
    { from: '2024-01-01' },
    { granularity: 'raw' },
    { purpose: '' },
    { extra: 'x' },
    { format: 'xml' },
    { format: 'fhir', granularity: 'hour' },
  ])('refuses the query %j', async (query) => {
    expect(problem(await desk.summaries(ann, query as Record<string, string>))).toEqual([
      400,
      'bad-request',
      undefined,
    ]);
  });
});
