import { cryptoReady, fromHex, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tamper } from './adapters/testing/raw-database.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const SECOND: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
const HOUR: DayToSeal = { ...FIRST, granularity: 'hour' };
let desk: Desk;
let ann: Employee;
let grant: Uint8Array;

/** A release for each of what was sealed, as an agent makes them day by day. */
async function releaseEach(consent: readonly Uint8Array[] = [grant]): Promise<void> {
  for (let i = 0; i < ann.keys.length; i += 3) {
    const keys = ann.keys.slice(i, i + 3);
    await desk.publish(ann, 'release', ann.release(grant, desk.boxKey, { keys, consent }));
  }
}

/** How many releases a read opens, and what it answers of steps. */
async function opened(query: Parameters<Desk['summaries']>[1] = {}) {
  const before = desk.opened.length;
  const { body } = await desk.summaries(ann, query);
  const days: { steps?: { total: number } }[] = body.days ?? body.hours;
  return { releases: desk.opened.length - before, steps: days.map(({ steps }) => steps?.total) };
}

beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
  const envelopes = [ann.seal({ ...FIRST, steps: 11 }), ann.seal({ ...SECOND, steps: 22 }), ann.seal(HOUR)];
  await desk.publish(ann, 'envelope', ...envelopes);
  const { text, id } = ann.grant({});
  await desk.publishConsent(ann, text);
  grant = fromHex(id);
});
afterEach(() => desk.close());

describe('a release that was opened before', () => {
  it('stays shut where it has no key of the days or of the granularity that are read', async () => {
    await releaseEach();
    expect(await opened()).toEqual({ releases: 3, steps: [11, 22] });
    expect(await opened()).toEqual({ releases: 2, steps: [11, 22] });
    expect(await opened({ until: '2026-05-01' })).toEqual({ releases: 1, steps: [11] });
    expect(await opened({ from: '2026-05-02' })).toEqual({ releases: 1, steps: [22] });
    expect((await opened({ granularity: 'hour' })).releases).toBe(1);
  });

  it('is not known any more after a restart', async () => {
    await releaseEach();
    await opened();
    await desk.stop();
    await desk.start();
    expect(await opened({ until: '2026-05-01' })).toEqual({ releases: 3, steps: [11] });
  });

  it('is of no use to anybody to whom its row was moved', async () => {
    await releaseEach();
    await opened();
    const bob = new Employee(2);
    await desk.enrol(bob);
    const { text, id } = bob.grant({});
    await desk.publishConsent(bob, text);
    tamper(desk.database, `UPDATE releases SET pseudonym = '${bob.name}', grant_id = '${id}'`);
    const before = desk.opened.length;
    expect((await desk.summaries(bob)).body.days.map(({ steps }: { steps?: object }) => steps)).toEqual([
      undefined,
      undefined,
    ]);
    expect(desk.opened.length).toBe(before);
  });

  it('still names the consent that has to be here, though it stays shut', async () => {
    const other = ann.grant({ recipient: 'coach-2' });
    await desk.publishConsent(ann, other.text);
    await releaseEach([other.id, toHex(grant)].sort().map((leaf) => fromHex(leaf)));
    await opened();
    // What is left to be opened names the one grant alone.
    tamper(desk.database, `DELETE FROM releases WHERE id < (SELECT max(id) FROM releases)`);
    await desk.publish(ann, 'release', ann.release(grant, desk.boxKey, { keys: ann.keys.slice(0, 3) }));
    expect((await opened({ until: '2026-05-01' })).releases).toBe(1);
    tamper(desk.database, 'DROP TRIGGER consents_no_delete', `DELETE FROM consents WHERE leaf = '${other.id}'`);
    expect((await desk.summaries(ann, { until: '2026-05-01' })).status).toBe(503);
  });
});
