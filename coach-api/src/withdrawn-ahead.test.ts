import { cryptoReady, fromHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };

let desk: Desk;
let ann: Employee;
let grant: string;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
  await desk.publish(ann, 'envelope', ann.seal(DAY));
  grant = await desk.share(ann);
});
afterEach(() => desk.close());

describe('a withdrawal that was dated ahead, by a clock that is wrong,', () => {
  it('ends reads, messages, programmes and the place among the people at once', async () => {
    const person = `/v1/people/${ann.name}`;
    expect((await desk.summaries(ann)).status).toBe(200);
    await desk.publishConsent(ann, ann.withdraw(grant, desk.now + 3_600));
    const before = desk.down(ann, 'read').length;
    expect((await desk.summaries(ann)).status).toBe(403);
    expect((await desk.http('GET', '/v1/people', { token: COACH })).body.people).toEqual([]);
    for (const path of ['messages', 'programmes']) {
      expect((await desk.http('GET', `${person}/${path}`, { token: COACH })).status).toBe(403);
    }
    const sent = await desk.http('POST', `${person}/messages`, { token: COACH, body: { text: 'Hallo' } });
    expect(sent.status).toBe(403);
    expect(desk.down(ann, 'read')).toHaveLength(before);
  });

  it('ends one grant and leaves another to live', async () => {
    const other = ann.grant({ after: [grant] });
    await desk.publishConsent(ann, other.text, ann.withdraw(grant, desk.now + 3_600));
    await desk.publish(ann, 'release', ann.release(fromHex(other.id), desk.boxKey));
    const { body } = await desk.http('GET', '/v1/people', { token: COACH });
    expect(body.people[0].grants).toMatchObject([{ id: other.id }]);
    expect((await desk.summaries(ann)).status).toBe(200);
  });

  it('stands after a restart, and when its time has come', async () => {
    await desk.publishConsent(ann, ann.withdraw(grant, desk.now + 3_600));
    await desk.stop();
    await desk.start();
    expect((await desk.summaries(ann)).status).toBe(403);
    desk.now += 3_601;
    expect((await desk.summaries(ann)).status).toBe(403);
  });
});
