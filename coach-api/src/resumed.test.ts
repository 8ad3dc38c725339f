import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const SECOND: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
});
afterEach(() => desk.close());

async function suspend(method: 'PUT' | 'DELETE', number: number): Promise<void> {
  const { status } = await desk.http(method, `/v1/invitations/${number}/suspension`, { token: ADMIN });
  expect(status).toBe(200);
}

describe('an agent that was suspended', () => {
  it('loses nothing that it measured meanwhile: once resumed, it is in the summaries', async () => {
    const number = await desk.enrol(ann);
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    await suspend('PUT', number);
    const meanwhile = ann.seal(SECOND);
    expect(await desk.publish(ann, 'envelope', meanwhile)).toBeUndefined();
    await suspend('DELETE', number);
    expect(await desk.publish(ann, 'envelope', meanwhile)).toMatchObject({ sequence: 2 });
    await desk.share(ann);
    const { body } = await desk.summaries(ann);
    expect(body.days).toMatchObject([{ steps: { total: 1_000 } }, { steps: { total: 1_000 } }]);
  });

  it('of which somebody has the key forks as the other sends: one of the two counts, and it is reported', async () => {
    const number = await desk.enrol(ann);
    await suspend('PUT', number);
    const forged = new Employee(1).seal({ ...FIRST, steps: 9_999 });
    expect(await desk.publish(ann, 'envelope', forged)).toBeUndefined();
    await suspend('DELETE', number);
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    await desk.publish(ann, 'envelope', forged);
    expect(desk.refusals()).toEqual(['suspended', 'fork']);
    expect(desk.lines).toContain('{"event":"agent-forked","count":1}');
  });
});
