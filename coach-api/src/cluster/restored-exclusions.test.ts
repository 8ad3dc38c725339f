import { appendFile, readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../test/src/requirement.js';
import { PostgresServer } from '../../test/postgres-server.js';
import { lookedAfter, PATIENCE } from '../../test/several.js';
import { Employee } from '../testing/employee.js';
import { House, REGISTRY_TOKEN, type Running } from '../testing/house.js';

await cryptoReady;
const ADMIN = { authorization: 'Bearer admin' };

describeWith(['postgres'], 'a copy of the database that is brought back among several', () => {
  let house: House;
  let server: PostgresServer;
  let database: string;
  let running: Running;
  beforeEach(async () => {
    house = await House.open();
    server = await PostgresServer.start(requirement('postgres').path);
    database = await server.createDatabase();
    Object.assign(house.env, {
      FIT4WORK_COACH_DATABASE_URL: server.url(database),
      FIT4WORK_COACH_CLUSTER: 'a',
      FIT4WORK_COACH_ERASURES: house.file('shared/erasures'),
      FIT4WORK_COACH_CONSENTS: house.file('shared/consents'),
      FIT4WORK_COACH_EXCLUSIONS: house.file('shared/exclusions'),
    });
    running = await house.startAll();
    await lookedAfter(() => fetch(`${running.api}/v1/challenges`, { headers: ADMIN }));
    await expect.poll(listed, PATIENCE).toBe(0);
  });
  afterEach(async () => {
    await house.close();
    await server.stop();
  });

  /** How many agents are let in, or the status that says why nobody knows. */
  async function listed(): Promise<number | undefined> {
    const headers = { authorization: `Bearer ${REGISTRY_TOKEN}` };
    const answer = await fetch(`${running.api}/v1/agents/jwks.json`, { headers }).catch(() => undefined);
    return answer?.status === 200 ? JSON.parse(await answer.text()).keys.length : answer?.status;
  }
  const administer = async (method: 'POST' | 'PUT', path: string) => {
    const answer = await fetch(`${running.api}/v1/invitations${path}`, { method, headers: ADMIN });
    return JSON.parse(await answer.text());
  };
  const enrol = async (employee: Employee, code: string): Promise<number | undefined> => {
    const [headers, body] = [{ 'content-type': 'application/json' }, JSON.stringify(employee.enrolment(code))];
    const ask = { method: 'POST', headers, body };
    return (await fetch(`${running.api}/v1/enrolments`, ask).catch(() => undefined))?.status;
  };

  /** @returns the code of the one that was revoked; the database forgot of both */
  async function excludeAndForget(): Promise<string> {
    const [used, revoked] = [await administer('POST', ''), await administer('POST', '')];
    expect(await enrol(new Employee(1), used.code)).toBe(201);
    expect(await listed()).toBe(1);
    await administer('PUT', `/${used.number}/suspension`);
    await administer('PUT', `/${revoked.number}/revocation`);
    await running.signal('SIGTERM');
    await server.run(database, 'DELETE FROM suspensions', 'UPDATE invitations SET suspended = NULL, revoked = NULL');
    return revoked.code;
  }

  /** @returns how many journals of exclusions are damaged now */
  async function damage(isMeant: (name: string) => boolean): Promise<number> {
    const folder = house.file('shared/exclusions');
    const names = (await readdir(folder)).filter(isMeant);
    for (const name of names) await appendFile(`${folder}/${name}`, 'rubbish\n');
    return names.length;
  }

  /** What was answered from the first instant on. */
  async function watched(code: string, isOver: (seen: Set<number>) => boolean) {
    const [lists, enrolments] = [new Set<number>(), new Set<number>()];
    const starting = running.restart();
    while (!isOver(lists)) {
      for (const [seen, status] of [
        [lists, await listed()],
        [enrolments, await enrol(new Employee(2), code)],
      ] as const) {
        // Whoever asks too often is told so, and nothing of who is let in.
        if (status !== undefined && status !== 429) seen.add(status);
      }
      await pause(50);
    }
    await starting;
    return { lists: [...lists].sort(), enrolments: [...enrolments].sort() };
  }

  it('lets in nobody who was suspended or revoked since, at no instant', async () => {
    const code = await excludeAndForget();
    const seen = await watched(code, (lists) => lists.has(0) || lists.has(1));
    expect(seen).toEqual({ lists: expect.not.arrayContaining([1]), enrolments: expect.not.arrayContaining([201]) });
    expect(await enrol(new Employee(2), code)).toBe(410);
  }, 120_000);

  it('enrols nobody with an invitation that the person of another district used since', async () => {
    const { code } = await administer('POST', '');
    expect(await enrol(new Employee(1), code)).toBe(201);
    await running.signal('SIGTERM');
    await server.run(database, 'UPDATE invitations SET used_by = NULL');
    await running.restart();
    await expect.poll(listed, PATIENCE).toBe(1);
    expect(await enrol(new Employee(2), code)).toBe(409);
  }, 120_000);

  it('holds off the other agent of whoever used an invitation since and was suspended by it', async () => {
    const [first, second] = [await administer('POST', ''), await administer('POST', '')];
    expect(await enrol(new Employee(1), first.code)).toBe(201);
    expect(await enrol(new Employee(1, 2), second.code)).toBe(201);
    await administer('PUT', `/${second.number}/suspension`);
    expect(await listed()).toBe(0);
    await running.signal('SIGTERM');
    await server.run(
      database,
      'DELETE FROM suspensions',
      'DELETE FROM agents WHERE agent = 2',
      `UPDATE invitations SET used_by = NULL, suspended = NULL, holding = NULL WHERE number = ${second.number}`,
    );
    await running.restart();
    await expect.poll(listed, PATIENCE).toBeLessThan(2);
    expect(await listed()).toBe(0);
  }, 120_000);

  it('ends no invitation while the journal of the person who may have used it is damaged', async () => {
    const { code, number } = await administer('POST', '');
    expect(await enrol(new Employee(1), code)).toBe(201);
    await running.signal('SIGTERM');
    await server.run(database, 'UPDATE invitations SET used_by = NULL');
    expect(await damage((name) => !name.startsWith('common.'))).toBeGreaterThan(0);
    await running.restart();
    await lookedAfter(() => fetch(`${running.api}/v1/challenges`, { headers: ADMIN }));
    for (const end of ['suspension', 'revocation']) {
      expect(await administer('PUT', `/${number}/${end}`)).toMatchObject({ code: 'not-held' });
    }
  }, 120_000);

  it('lets in nobody while the journal that knows is damaged', async () => {
    const code = await excludeAndForget();
    expect(await damage((name) => name.startsWith('common.'))).toBe(1);
    const tried = () => running.stderr().split('"district-not-held"').length;
    const seen = await watched(code, () => tried() > 3);
    expect(seen).toEqual({ lists: [503], enrolments: [503] });
  }, 120_000);
});
