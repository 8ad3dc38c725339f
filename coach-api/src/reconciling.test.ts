import { civilDay, cryptoReady, noteKey, parseNote, seal, TOPICS, utf8, verifyNote } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeys } from './adapters/new-keys.js';
import { rowsOf, tamper } from './adapters/testing/raw-database.js';
import { rotated } from './core/rotated-keys.js';
import { CoachError } from './error.js';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
/** Of the desk's clock, in UTC. */
const TODAY = '2026-05-28';
const NIGHT = 1_780_016_400;
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
  await desk.publish(ann, 'envelope', ann.seal(DAY));
  await desk.share(ann);
});
afterEach(() => desk.close());

/** Goes to the night after today; a new process looks at once. */
async function night(time = NIGHT): Promise<void> {
  await desk.stop();
  desk.now = time;
  await desk.start();
  const over = civilDay(time - 86_400, 'UTC');
  await expect.poll(() => lineOf(over)).toContain(over);
}
const lineOf = async (day = TODAY): Promise<string> =>
  Buffer.from((await desk.http('GET', `/v1/audit/openings/${day}`)).bytes).toString();
const ready = async () => (await desk.http('GET', '/readyz')).body.openings;
const loud = () => desk.lines.filter((line) => line.includes('silent-opening'));

describe('the openings of a day', () => {
  it('are held against the reads of the log in the night after it, and counted in a line that the service signs', async () => {
    await desk.summaries(ann);
    await desk.summaries(ann, { metrics: 'steps' });
    await desk.summaries(ann, { purpose: 'another talk' });
    expect(rowsOf(desk.database, 'openings')).toMatchObject([{ keys: 3 }, { keys: 3 }, { keys: 3 }]);
    await night();
    const line = await lineOf();
    const note = parseNote(utf8(line));
    verifyNote(note, noteKey('fit4work-coach-api', 1, desk.signingKey));
    expect(note.text).toBe(`fit4work/openings/v1\n${TODAY}\nreads 1 to 4\nopenings 1 to 4\nresealed 0\nsilent 0\n`);
    expect([await ready(), loud()]).toEqual([true, []]);
  });

  it('with one that no read stands behind are reported loudly, at each start, and shown for a week', async () => {
    desk.silent = true;
    await desk.summaries(ann);
    await night();
    expect(await lineOf()).toContain('\nreads 1 to 4\nopenings 1 to 4\nresealed 0\nsilent 1\n');
    await expect.poll(loud).toEqual(['{"event":"silent-opening","count":1}']);
    expect(await ready()).toBe(false);
    expect((await desk.http('GET', '/readyz')).status).toBe(503);
    await night(NIGHT + 6 * 86_400);
    await expect.poll(loud).toHaveLength(2);
    await night(NIGHT + 7 * 86_400);
    await expect.poll(ready).toBe(true);
    expect(loud()).toHaveLength(2);
  });

  it.each([
    ['is not in the log', () => desk.log.leaves.splice(0, 1, 'ff')],
    ['is not there', () => tamper(desk.database, 'DELETE FROM reads')],
    ['was over', () => tamper(desk.database, 'UPDATE reads SET time = time - 900')],
    ['has no place in the log', () => tamper(desk.database, 'UPDATE letters SET anchored_index = NULL')],
  ])('are silent where the read that is named %s', async (_title, forge) => {
    await desk.summaries(ann);
    await desk.stop();
    forge();
    desk.now = NIGHT;
    await desk.start();
    await expect.poll(loud).toHaveLength(1);
    expect(await lineOf()).toContain('\nsilent 1\n');
  });

  it('are those too by which an erasure takes keys out of releases', async () => {
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    expect(rowsOf(desk.database, 'openings')).toMatchObject([{ releases: 1, keys: 3 }]);
    await night();
    expect([await lineOf(), loud()]).toEqual([expect.stringContaining('\nsilent 0\n'), []]);
  });

  it('are no silent ones where the erasure for which they were made could not be executed yet', async () => {
    desk.diskFull = true;
    const erasure = ann.erasure();
    await desk.link.inbox?.message({ topic: TOPICS.up(ann.name, 'erasure'), payload: seal(erasure, desk.boxKey) });
    await expect.poll(() => desk.lines).toContain('{"event":"batch-failed","count":1,"code":"journal-failed"}');
    expect(rowsOf(desk.database, 'openings')).toMatchObject([{ releases: 1, keys: 3 }]);
    expect(rowsOf(desk.database, 'erasures')).toEqual([]);
    await night();
    expect(await lineOf()).toContain('\nopenings 1 to 4\nresealed 0\nsilent 0\n');
    expect([await ready(), loud()]).toEqual([true, []]);
    // Its agent sends it again: what is executed is no longer a demand.
    desk.diskFull = false;
    expect(rowsOf(desk.database, 'demanded_erasures')).toHaveLength(1);
    await desk.publishSealed(ann, 'erasure', erasure);
    expect(rowsOf(desk.database, 'erasures')).toHaveLength(1);
    expect(rowsOf(desk.database, 'demanded_erasures')).toEqual([]);
  });

  it('are told apart by which releases are sealed anew, which no read stands behind', async () => {
    // Four with the one below: one more would be told as 5.
    for (const purpose of ['talk', 'another talk', 'a third']) await desk.summaries(ann, { purpose });
    await desk.stop();
    await desk.changeKeys((secrets) => rotated(secrets, newKeys(desk.now)));
    await desk.start();
    await expect.poll(() => desk.lines).toContain('{"event":"resealed","count":1}');
    expect(rowsOf(desk.database, 'openings').slice(3)).toMatchObject([{ leaves: 'reseal', releases: 1, keys: 3 }]);
    // What was sealed anew is opened for a read alone.
    await desk.summaries(ann);
    await night();
    expect(await lineOf()).toContain('\nopenings 1 to 4\nresealed 1 to 4\nsilent 0\n');
    expect([await ready(), loud()]).toEqual([true, []]);
  });

  it('are silent where what the newest key opens is said to be sealed anew', async () => {
    desk.claims = 'reseal';
    await desk.summaries(ann);
    await night();
    expect(await lineOf()).toContain('\nopenings 1 to 4\nresealed 0\nsilent 1\n');
    await expect.poll(loud).toHaveLength(1);
  });

  it('are not judged while the log cannot be asked, and are later', async () => {
    await desk.summaries(ann);
    await desk.stop();
    const { holds } = desk.log;
    desk.log.holds = () => Promise.reject(new CoachError('log-unavailable', 'away'));
    desk.now = NIGHT;
    await desk.start();
    await expect.poll(() => desk.lines).toContain('{"event":"reconciliation-waits","code":"log-unavailable"}');
    expect((await desk.http('GET', `/v1/audit/openings/${TODAY}`)).body).toMatchObject({ code: 'not-reconciled' });
    desk.log.holds = holds;
    await night();
    expect(await lineOf()).toContain('\nsilent 0\n');
  });

  it('of every day that the service was away are caught up with', async () => {
    await night();
    await night(NIGHT + 3 * 86_400);
    await expect.poll(() => lineOf('2026-05-31')).toContain('2026-05-31\nreads 0\nopenings 0\nresealed 0\nsilent 0\n');
    expect(await lineOf('2026-05-30')).toContain('2026-05-30\n');
  });

  it('are written before anything that was opened is used: where they cannot be, nothing is answered', async () => {
    await desk.summaries(ann);
    tamper(desk.database, 'ALTER TABLE openings RENAME TO mislaid');
    expect((await desk.summaries(ann)).status).toBe(500);
    tamper(desk.database, 'ALTER TABLE mislaid RENAME TO openings');
    expect((await desk.summaries(ann)).status).toBe(200);
    // The one that failed was one all the same.
    expect(rowsOf(desk.database, 'openings')).toMatchObject([{ keys: 3 }, { keys: 6 }]);
    expect((await desk.http('GET', '/v1/reads', { token: COACH })).body.reads).toHaveLength(1);
  });

  it('cannot be changed or taken out by who has the database, but past its triggers', async () => {
    await desk.summaries(ann);
    expect(() => tamper(desk.database, 'DELETE FROM openings')).toThrow('append-only');
    expect(() => tamper(desk.database, 'UPDATE openings SET keys = 0')).toThrow('append-only');
  });
});
