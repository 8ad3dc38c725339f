import { cryptoReady, type GrantScope, openRead, type Read, TOPICS, unseal } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from './testing/desk.js';
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
  await desk.publish(ann, 'envelope', ann.seal(FIRST), ann.seal(SECOND));
});
afterEach(() => desk.close());

const byDay = (...metrics: GrantScope['metric'][]): GrantScope[] =>
  metrics.map((metric) => ({ metric, granularities: ['day'] }));
const named = ({ metrics, from, until }: Pick<Read, 'metrics' | 'from' | 'until'>) =>
  `${metrics.join('+')} ${from} ${until}`;
/** What the person was told that was read, opened by the person. */
const toldReads = () =>
  desk.link.published
    .filter(({ topic }) => topic === TOPICS.down(ann.name, 'read'))
    .map(({ payload }) => named(openRead(unseal(payload, ann.vault), desk.signingKey)));
const statuses = (body: { days: { status: Record<string, string> }[] }) =>
  body.days.map(({ status }) => Object.values(status).join(' '));

describe('an ask of which a part is shared', () => {
  it('is answered for that part, and what is not shared is said so', async () => {
    await desk.share(ann, { scope: byDay('steps', 'sleep') });
    const { status, body } = await desk.summaries(ann);
    expect(status).toBe(200);
    expect(statuses(body)).toEqual(['measured not-shared measured', 'measured not-shared measured']);
    expect(body.days[0]).toMatchObject({ steps: { total: 1_000 }, sleep: { minutesAsleep: 319 } });
    expect(JSON.stringify(body.days)).not.toContain('heartRate');
    const rate = body.figures.metrics[1];
    expect(rate).toMatchObject({ metric: 'heart-rate', days: { 'not-shared': 2 }, staleSince: null });
    expect(
      rate.figures.every(({ total, mean }: { total: unknown; mean: unknown }) => total === null && mean === null),
    ).toBe(true);
  });

  it('is recorded as exactly that part, and told so to the person', async () => {
    await desk.share(ann, { scope: byDay('steps', 'sleep'), from: '2026-05-02', until: '2026-05-04' });
    const { body } = await desk.summaries(ann, { until: '2026-05-06' });
    const part = 'steps+sleep 2026-05-02 2026-05-04';
    expect(body.reads.map(named)).toEqual([part]);
    const [record] = body.reads.map(({ record: bytes }: { record: string }) => Buffer.from(bytes, 'base64'));
    expect(named(openRead(record, desk.signingKey))).toBe(part);
    expect(toldReads()).toEqual([part]);
    expect(statuses(body)).toEqual([
      'not-shared not-shared not-shared',
      'measured not-shared measured',
      ...['not-received not-shared not-received', 'not-received not-shared not-received'],
      ...['not-shared not-shared not-shared', 'not-shared not-shared not-shared'],
    ]);
  });

  it('is several reads where metrics are shared for other days, all of them proven before anything opens', async () => {
    await desk.share(ann, { scope: byDay('steps'), until: '2026-05-01' });
    await desk.share(ann, { scope: byDay('heart-rate', 'sleep') });
    const { body } = await desk.summaries(ann);
    const parts = ['steps 2026-05-01 2026-05-01', 'heart-rate+sleep 2026-05-01 2026-05-02'];
    expect(body.reads.map(named)).toEqual(parts);
    expect([...toldReads()].sort()).toEqual([...parts].sort());
    expect(desk.log.leaves).toHaveLength(2);
    expect(statuses(body)).toEqual(['measured measured measured', 'not-shared measured measured']);
  });

  it('opens nothing where one of several reads is not proven', async () => {
    await desk.share(ann, { scope: byDay('steps'), until: '2026-05-01' });
    await desk.share(ann, { scope: byDay('sleep') });
    const prove = desk.log.prove.bind(desk.log);
    desk.log.prove = async (leaf) => {
      desk.log.generous = desk.log.leaves.length === 0;
      return prove(leaf);
    };
    const { status, body } = await desk.summaries(ann);
    expect([status, body.code]).toEqual([503, 'not-proven']);
    expect(desk.opened).toEqual([]);
    await expect.poll(() => toldReads().length).toBe(2);
  });

  it('ends as a whole when a part of it is withdrawn while the proof is awaited', async () => {
    const id = await desk.share(ann, { scope: byDay('steps') });
    await desk.share(ann, { scope: byDay('sleep') });
    const prove = desk.log.prove.bind(desk.log);
    desk.log.prove = async (leaf) => {
      await desk.publishConsent(ann, ann.withdraw(id, desk.now));
      return prove(leaf);
    };
    const { status, body } = await desk.summaries(ann);
    expect([status, body.code, body.metric]).toEqual([403, 'not-granted', 'steps']);
    expect(desk.opened).toEqual([]);
  });

  it('does not tell that a day was erased to who may not see that day', async () => {
    await desk.share(ann, { scope: byDay('steps') });
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    const { body } = await desk.summaries(ann);
    expect(statuses(body)).toEqual(['erased not-shared not-shared', 'measured not-shared not-shared']);
  });

  it('is refused where it would take too many reads', async () => {
    const odd = Array.from({ length: 17 }, (_, i) => String(2 * i + 1).padStart(2, '0'));
    const days = odd.map((n) =>
      Number(n) > 31 ? `2026-06-${String(Number(n) - 31).padStart(2, '0')}` : `2026-05-${n}`,
    );
    for (const day of days)
      await desk.publishConsent(ann, ann.grant({ scope: byDay('steps'), from: day, until: day }).text);
    const { status, body } = await desk.summaries(ann, { metrics: 'steps', until: '2026-06-02' });
    expect([status, body.code]).toEqual([400, 'bad-request']);
    expect(desk.log.leaves).toEqual([]);
    const fewer = await desk.summaries(ann, { metrics: 'steps', until: '2026-05-31' });
    expect([fewer.status, fewer.body.reads.length]).toEqual([200, 16]);
  });
});
