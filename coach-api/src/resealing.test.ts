import { cryptoReady, equalBytes, parseRelease } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeys } from './adapters/new-keys.js';
import { flipBits, rowsOf } from './adapters/testing/raw-database.js';
import type { Secrets } from './core/key-file.js';
import { rotated } from './core/rotated-keys.js';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const NEXT: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
  await desk.publish(ann, 'envelope', ann.seal(DAY), ann.seal(NEXT));
  await desk.share(ann);
  await desk.publishSealed(ann, 'message', ann.message());
});
afterEach(() => desk.close());

const newest = ({ signingSeed, boxes }: Secrets): Secrets => ({ signingSeed, boxes: [boxes[0]] });
async function restart(change: (secrets: Secrets) => Secrets): Promise<void> {
  await desk.stop();
  await desk.changeKeys(change);
  await desk.start();
}
const rotate = () => restart((secrets) => rotated(secrets, newKeys(desk.now)));
const resealed = (count: number) => expect.poll(() => desk.lines).toContain(`{"event":"resealed","count":${count}}`);
const recipients = () =>
  rowsOf(desk.database, 'releases').map((row) => parseRelease(new Uint8Array(Object(row).bytes)).recipient);
const steps = async () =>
  (await desk.summaries(ann)).body.days?.map((day: { steps?: { total: number } }) => day.steps?.total);
const texts = async () => {
  const { body } = await desk.http('GET', `/v1/people/${ann.name}/messages`, { token: COACH });
  return body.messages?.map(({ text }: { text: string }) => text);
};

describe('a new box key', () => {
  it('is what all is sealed to before long, so that the one before can go', async () => {
    await rotate();
    await resealed(2);
    expect(recipients()).toEqual([desk.boxKey]);
    await restart(newest);
    expect(await steps()).toEqual([1_000, 1_000]);
    expect(await texts()).toEqual(['Dat ging goed.']);
    expect(desk.lines.filter((line) => line.includes('not-'))).toEqual([
      '{"event":"keys-not-sealed"}',
      '{"event":"keys-not-sealed"}',
      '{"event":"keys-not-sealed"}',
    ]);
  });

  it('is what all is sealed to after several, too', async () => {
    for (const _ of [1, 2, 3]) {
      await restart((secrets) => rotated(secrets, newKeys(desk.now)));
    }
    await expect.poll(() => recipients().every((key) => equalBytes(key, desk.boxKey))).toBe(true);
    await restart(newest);
    expect(await steps()).toEqual([1_000, 1_000]);
  });

  it('lets agents that know the one before go on, and what they send is read', async () => {
    const before = desk.boxKey;
    await rotate();
    const known = desk.boxKey;
    desk.boxKey = before;
    const bob = new Employee(2);
    await desk.enrol(bob);
    await desk.publish(bob, 'envelope', bob.seal(DAY));
    await desk.share(bob);
    expect((await desk.summaries(bob, { until: '2026-05-01' })).body.days).toMatchObject([{ steps: { total: 1_000 } }]);
    expect(desk.refusals()).toEqual([]);
    desk.boxKey = known;
    // The next pass, as of the next start, finds it.
    await restart((secrets) => secrets);
    await expect.poll(() => recipients().filter((key) => equalBytes(key, known)).length).toBe(2);
  });

  it('does not take a release for a key that nobody holds', async () => {
    const gone = desk.boxKey;
    await rotate();
    await resealed(2);
    await restart(newest);
    desk.boxKey = gone;
    await desk.share(ann);
    expect(desk.refusals()).toEqual(['decryption-failed', 'wrong-recipient']);
  });

  it('has reads answered that were under way while it came', async () => {
    await desk.stop();
    await desk.changeKeys((secrets) => rotated(secrets, newKeys(desk.now)));
    await desk.start();
    const answers = await Promise.all(Array.from({ length: 12 }, steps));
    expect(answers).toEqual(answers.map(() => [1_000, 1_000]));
    await resealed(2);
    expect(await steps()).toEqual([1_000, 1_000]);
  });

  it('takes nothing from an erasure: what is left of a release is sealed to it', async () => {
    const before = desk.boxKey;
    await rotate();
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    await expect.poll(() => recipients().every((key) => equalBytes(key, desk.boxKey))).toBe(true);
    expect(equalBytes(before, desk.boxKey)).toBe(false);
    await restart(newest);
    expect(await steps()).toEqual([undefined, 1_000]);
  });
});

describe('what cannot be sealed anew', () => {
  it('stays as it is, and is counted', async () => {
    flipBits(desk.database, { table: 'releases' });
    const before = rowsOf(desk.database, 'releases');
    await rotate();
    await expect.poll(() => desk.lines).toContain('{"event":"not-resealed","count":1}');
    expect(rowsOf(desk.database, 'releases')).toEqual(before);
  });
});
