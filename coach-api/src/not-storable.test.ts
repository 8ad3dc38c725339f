import { cryptoReady, seal, TOPICS } from '@fit4work/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { PostgresServer } from '../test/postgres-server.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };

describeWith(['postgres'], 'a message that the database refuses', () => {
  let server: PostgresServer;
  let desk: Desk;
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
    desk = await Desk.open({ FIT4WORK_COACH_DATABASE_URL: server.url(await server.createDatabase()) });
  });
  afterAll(async () => {
    await desk.close();
    await server.stop();
  });

  it('keeps back no withdrawal of another person that comes with it, and is told by its code', async () => {
    const [ann, ben] = [new Employee(1), new Employee(2)];
    await desk.enrol(ann);
    await desk.enrol(ben);
    await desk.publish(ben, 'envelope', ben.seal(DAY));
    const grant = await desk.share(ben);
    expect((await desk.summaries(ben)).status).toBe(200);
    const receipts = desk.down(ben, 'receipt').length;
    // PostgreSQL has no text with this character.
    const refused = seal(ann.message({ coach: 'coach\u0000' }), desk.boxKey);
    const withdrawal = seal(ben.withdraw(grant, desk.now), desk.boxKey);
    await Promise.all([
      desk.link.inbox?.message({ topic: TOPICS.up(ann.name, 'message'), payload: refused }),
      desk.link.inbox?.message({ topic: TOPICS.up(ben.name, 'consent'), payload: withdrawal }),
    ]);
    await expect.poll(() => desk.down(ben, 'receipt').length).toBe(receipts + 1);
    expect((await desk.summaries(ben)).status).toBe(403);
    expect(desk.lines).toContain('{"event":"batch-failed","count":1,"code":"not-storable"}');
  });
});
