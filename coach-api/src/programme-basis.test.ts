import { createHash } from 'node:crypto';
import { cryptoReady, openProgramme, toHex, unseal } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from './adapters/testing/raw-database.js';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-04', windowStart: 1_777_845_600, granularity: 'day' };
const PLAN = { title: 'Wandelen', from: '2026-05-11', until: '2026-05-17', sessions: [], advice: '' };
let desk: Desk;
let ann: Employee;
let first: string;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
  await desk.publish(ann, 'envelope', ann.seal(DAY));
  first = await desk.share(ann);
});
afterEach(() => desk.close());

const programmes = (): string => `/v1/people/${ann.name}/programmes`;
const post = (change: object) => desk.http('POST', programmes(), { token: COACH, body: { ...PLAN, ...change } });

describe('what a programme rests on', () => {
  it('is an answer that this coach was given about this person, named by its digest in the signed record', async () => {
    const { bytes, headers } = await desk.summaries(ann);
    const code = String(headers?.['f4w-basis']);
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(code.slice(0, 64)).toBe(digest);
    await desk.stop();
    await desk.start();
    const { leaf } = (await post({ summaries: [code] })).body;
    await expect.poll(() => desk.down(ann, 'programme').length).toBe(1);
    const record = openProgramme(
      unseal(desk.down(ann, 'programme')[0] ?? new Uint8Array(), ann.vault),
      desk.signingKey,
    );
    expect(record.summaries.map(toHex)).toEqual([digest]);
    expect((await desk.http('GET', `${programmes()}/${leaf}`, { token: COACH })).body.basis).toEqual({
      ...{ summaries: [digest], grants: record.grants.map(toHex) },
    });
  });

  it('in the format of others, is the answer in that format', async () => {
    const { bytes, headers } = await desk.summaries(ann, { format: 'fhir' });
    expect(String(headers?.['f4w-basis']).slice(0, 64)).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect((await desk.summaries(ann, {}, 'other')).headers?.['f4w-basis']).toBeUndefined();
  });

  it('of another coach, another person or of nobody is refused, and nothing is sent', async () => {
    const bob = new Employee(2);
    await desk.enrol(bob);
    await desk.publish(bob, 'envelope', bob.seal(DAY));
    await desk.share(bob);
    await desk.share(ann, { recipient: 'coach-2' });
    const range = { from: '2026-05-04', until: '2026-05-04' };
    const codes = [
      (await desk.summaries(ann, range, 'other')).headers?.['f4w-basis'],
      (await desk.summaries(bob, range)).headers?.['f4w-basis'],
      'ab'.repeat(64),
    ];
    const before = rowsOf(desk.database, 'letters').length;
    for (const code of codes) {
      expect(String(code)).toMatch(/^[0-9a-f]{128}([0-9a-f]{64})*$/);
      const refused = await post({ summaries: [code] });
      expect([refused.status, refused.body.code]).toEqual([403, 'not-given']);
    }
    expect(rowsOf(desk.database, 'letters')).toHaveLength(before);
  });

  it('of a grant that was withdrawn is refused, whatever was granted since, and one of a grant that lives is not', async () => {
    const grant = await desk.share(ann, { issued: 2_000 });
    await desk.publishConsent(ann, ann.withdraw(first, desk.now));
    const code = String((await desk.summaries(ann)).headers?.['f4w-basis']);
    await desk.share(ann, { scope: [{ metric: 'sleep', granularities: ['hour'] }], issued: 3_000 });
    expect((await post({ summaries: [code] })).status).toBe(201);
    await desk.publishConsent(ann, ann.withdraw(grant, desk.now));
    const refused = await post({ summaries: [code] });
    expect([refused.status, refused.body.code]).toEqual([403, 'not-given']);
    expect((await post({ summaries: [code.slice(0, 128)] })).status).toBe(403);
  });
});
