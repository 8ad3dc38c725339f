import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from './testing/desk.js';
import { Employee } from './testing/employee.js';

await cryptoReady;
let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

describe('a second coach API', () => {
  it('does not start over the same database, and the first goes on', async () => {
    await expect(desk.start()).rejects.toMatchObject({
      ...{ code: 'at-work', message: expect.stringContaining('FIT4WORK_COACH_STATE') },
    });
    const ann = new Employee(1);
    await desk.enrol(ann);
    expect(await desk.publish(ann, 'envelope', ann.seal(DAY))).toMatchObject({ sequence: 1 });
  });

  it.each([
    ['ERASURES', (one: Desk) => one.journal],
    ['CONSENTS', (one: Desk) => one.consentJournal],
    ['EXCLUSIONS', (one: Desk) => one.exclusionJournal],
  ])('does not start over another database and the same journal of %s', async (setting, path) => {
    const second = Desk.open({ [`FIT4WORK_COACH_${setting}`]: path(desk) });
    await expect(second).rejects.toMatchObject({ code: 'at-work', message: expect.stringContaining(setting) });
  });

  it('starts over a copy with journals of its own, and after the first has stopped', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'f4w-copy-'));
    await cp(desk.database, join(folder, 'coach.db'));
    const second = await Desk.open({ FIT4WORK_COACH_STATE: folder });
    await second.close();
    await desk.stop();
    await desk.start();
    expect((await desk.http('GET', '/healthz')).status).toBe(200);
    await Promise.all(
      ['', '.erasures', '.consents', '.exclusions'].map((end) => rm(`${folder}${end}`, { recursive: true })),
    );
    await Promise.all(['.erasures.lock', '.consents.lock', '.exclusions.lock'].map((end) => rm(`${folder}${end}`)));
  });
});

const DAY = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' } as const;
