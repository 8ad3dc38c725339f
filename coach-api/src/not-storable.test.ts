import { cryptoReady, seal, TOPICS } from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tamper } from './adapters/testing/raw-database.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };

describe('a message that the database refuses', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open();
  });
  afterAll(() => desk.close());

  it('keeps back no withdrawal of another person that comes with it, and is told by its code', async () => {
    const [ann, ben] = [new Employee(1), new Employee(2)];
    await desk.enrol(ann);
    await desk.enrol(ben);
    await desk.publish(ben, 'envelope', ben.seal(DAY));
    const grant = await desk.share(ben);
    expect((await desk.summaries(ben)).status).toBe(200);
    const receipts = desk.down(ben, 'receipt').length;
    // Whatever it is that a database has against it: nothing is known that every reader takes and some database does not.
    const refusing = `BEFORE INSERT ON letters WHEN NEW.coach = 'coach-9' BEGIN SELECT RAISE(ABORT, 'no'); END`;
    tamper(desk.database, `CREATE TRIGGER letters_refused ${refusing}`);
    const refused = seal(ann.message({ coach: 'coach-9' }), desk.boxKey);
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
