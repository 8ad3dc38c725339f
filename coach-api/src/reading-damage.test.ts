import { rm } from 'node:fs/promises';
import { cryptoReady, fromHex, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flipBits, tamper } from './adapters/testing/raw-database.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

/* What a coach gets when somebody changed the database behind the service's back. */

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

describe('bytes that changed on the disk', () => {
  beforeEach(async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST), ann.seal(SECOND));
    await desk.share(ann);
  });
  it('are not served as an envelope, and are counted', async () => {
    flipBits(desk.database, { table: 'envelopes', where: 'sequence = 1' });
    const { body } = await desk.summaries(ann);
    expect(body.days.map(({ status }: { status: { steps: string } }) => status.steps)).toEqual([
      'not-received',
      'measured',
    ]);
    expect(desk.lines).toContain('{"event":"damaged-envelope","count":1}');
  });

  it('are not opened as a release', async () => {
    flipBits(desk.database, { table: 'releases' });
    const { body } = await desk.summaries(ann);
    expect(body.days.map(({ status }: { status: { sleep: string } }) => status.sleep)).toEqual([
      'not-received',
      'not-received',
    ]);
    expect(desk.lines).toContain('{"event":"damaged-release","count":1}');
  });

  it('grant nothing as consent: what is not readable may be a withdrawal', async () => {
    flipBits(desk.database, { table: 'consents', before: 'DROP TRIGGER consents_no_update' });
    expect(problem(await desk.summaries(ann))).toEqual([503, 'damaged-record', undefined]);
    expect(desk.lines).toContain('{"event":"damaged-consent","count":1}');
  });

  it('grant nothing when a record of consent is missing that another came after', async () => {
    const { text, id } = ann.grant({});
    const later = ann.grant({ after: [id] });
    await desk.publishConsent(ann, later.text);
    expect(problem(await desk.summaries(ann))).toEqual([403, 'not-granted', 'steps']);
    await desk.publishConsent(ann, text);
    expect((await desk.summaries(ann)).status).toBe(200);
  });

  it('grant nothing when consent is missing that a release names: it may have been a withdrawal', async () => {
    const other = ann.grant({ recipient: 'coach-2' });
    await desk.publishConsent(ann, other.text);
    const grant = fromHex(await desk.share(ann, { from: '2026-04-01' }));
    const consent = [other.id, toHex(grant)].sort().map((id) => fromHex(id));
    await desk.publish(ann, 'release', ann.release(grant, desk.boxKey, { consent }));
    await desk.stop();
    // The journal is lost with it, or it would bring the record back.
    await rm(desk.consentJournal);
    tamper(desk.database, 'DROP TRIGGER consents_no_delete', `DELETE FROM consents WHERE leaf = '${other.id}'`);
    await desk.start();
    expect(problem(await desk.summaries(ann))).toEqual([503, 'damaged-record', undefined]);
    expect(desk.lines).toContain('{"event":"consent-missing","count":1}');
  });

  it('cannot be consent by way of the service: its table takes no change', () => {
    expect(() => flipBits(desk.database, { table: 'consents' })).toThrow('append-only');
  });
});
