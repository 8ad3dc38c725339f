import { cryptoReady, TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
let desk: Desk;
let ann: Employee;
let day: Uint8Array;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
  day = ann.seal(DAY);
  await desk.publish(ann, 'envelope', day);
  await desk.share(ann);
  await desk.summaries(ann);
});
afterEach(() => desk.close());

const told = () => desk.link.published.filter(({ topic }) => topic === TOPICS.down(ann.name, 'read'));
/** The agent is heard; what follows from that is done when the promise settles. */
async function hear(): Promise<void> {
  await desk.publish(ann, 'envelope', day);
  await desk.settled();
}

describe('a read that the broker took', () => {
  it('is not told again when the broker kept our session', async () => {
    desk.link.inbox?.connected(true);
    await hear();
    expect(told().length).toBe(1);
  });

  it('is told again when the broker lost its memory, once, and not before the agent is heard', async () => {
    const [first] = told();
    desk.link.inbox?.connected(false);
    await desk.settled();
    expect(told()).toEqual([first]);
    await hear();
    await expect.poll(told).toEqual([first, first]);
    await hear();
    expect(told().length).toBe(2);
  });

  it('is told again when the service itself died before it could', async () => {
    desk.link.inbox?.connected(false);
    await desk.stop();
    await desk.start();
    await desk.settled();
    await hear();
    await expect.poll(() => told().length).toBe(2);
  });

  it('is not told again a day after its agent was heard', async () => {
    await hear();
    desk.now += 86_401;
    desk.link.inbox?.connected(false);
    await hear();
    expect(told().length).toBe(1);
  });
});
