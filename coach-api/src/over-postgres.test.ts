import {
  cryptoReady,
  fromBase64Url,
  fromHex,
  leafOf,
  openReceipt,
  readRecoveryEnvelopes,
  seal,
  signRecoveryToken,
  TOPICS,
  toHex,
  type UpKind,
} from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { PostgresServer } from '../test/postgres-server.js';
import { inside } from '../test/records.js';
import { type DayToSeal, Employee } from './testing/employee.js';
import { enrolled, freePort, House } from './testing/house.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const NEXT: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
const PATIENCE = { timeout: 20_000 };

describeWith(['postgres'], 'the coach API among real processes, over PostgreSQL', () => {
  let house: House;
  let server: PostgresServer;
  let database: string;
  beforeEach(async () => {
    house = await House.open();
    server = await PostgresServer.start(requirement('postgres').path);
    database = await server.createDatabase();
    house.env.FIT4WORK_COACH_DATABASE_URL = server.url(database);
  });
  afterEach(async () => {
    await house.close();
    await server.stop();
  });

  it('goes from invitation to summary, withdrawal and erasure, and on when the server was killed between', async () => {
    const running = await house.startAll();
    const { api, restart } = running;
    const ann = new Employee(1);
    const { invitation, client, told } = await enrolled(running, ann);
    const boxKey = fromBase64Url(invitation.coachApi.boxKey);
    const up = (kind: UpKind, payload: Uint8Array) =>
      client.publishAsync(TOPICS.up(ann.name, kind), Buffer.from(payload), { qos: 1 });
    const receipts = () =>
      told('receipt').map((bytes) => openReceipt(bytes, fromBase64Url(invitation.coachApi.signingKey)));
    const confirmed = (leaf: string) =>
      expect.poll(() => receipts().flatMap(({ records }) => records.map(toHex)), PATIENCE).toContain(leaf);
    const read = () =>
      fetch(
        `${api}/v1/people/${ann.name}/summaries?metrics=steps&granularity=day&from=2026-05-01&to=2026-05-02&purpose=talk`,
        { headers: { authorization: 'Bearer coach' } },
      );
    const days = async () =>
      (JSON.parse(await (await read()).text()).days ?? []).map(({ steps }: { steps?: object }) => steps);

    const [first, second] = [ann.seal(DAY), ann.seal(NEXT)];
    await up('envelope', first);
    await expect.poll(() => receipts().at(-1)?.sequence, PATIENCE).toBe(1);
    await server.kill();
    await up('envelope', second);
    // Nobody confirms what nobody stored: the agent sends again.
    expect((await read()).status).toBe(503);
    await server.restart();
    const again = async () => {
      await up('envelope', second);
      return receipts().at(-1)?.sequence;
    };
    await expect.poll(again, { ...PATIENCE, interval: 500 }).toBe(2);

    const { text, id } = ann.grant({});
    await up('consent', seal(text, boxKey));
    const release = ann.release(fromHex(id), boxKey);
    await up('release', release);
    await confirmed(toHex(leafOf(release)));
    const steps = { total: 1_000, activeMinutes: 10 };
    expect(await days()).toEqual([steps, steps]);
    await restart();
    expect(await days()).toEqual([steps, steps]);

    const erasure = ann.erasure();
    expect(await server.filesOf(database)).toContain(inside(first));
    await up('erasure', seal(erasure, boxKey));
    await confirmed(toHex(leafOf(erasure)));
    const files = await server.filesOf(database);
    expect([files.includes(inside(first)), files.includes(inside(second))]).toEqual([false, true]);
    expect(await days()).toEqual([undefined, steps]);

    const withdrawal = ann.withdraw(id, 2_000);
    await up('consent', seal(withdrawal, boxKey));
    await confirmed(toHex(leafOf(withdrawal)));
    expect((await read()).status).toBe(403);
    expect(await server.filesOf(database)).not.toContain(inside(release));

    const token = signRecoveryToken(ann.identity, Math.floor(Date.now() / 1000));
    const answer = await fetch(`${api}/v1/recovery/envelopes`, { headers: { authorization: `Bearer ${token}` } });
    expect(readRecoveryEnvelopes(new Uint8Array(await answer.arrayBuffer()))).toMatchObject([
      { sequence: 1, bytes: null },
      { sequence: 2 },
    ]);
    await client.endAsync();
  }, 120_000);

  it('does not start beside another over the same database, and stops where another took its place', async () => {
    const settings = {
      ...{ ...house.env, FIT4WORK_COACH_STATE: house.file('other'), FIT4WORK_COACH_PORT: await freePort() },
    };
    house.makeKeys();
    const first = await house.processes.start('coach-api', { ...house.env, FIT4WORK_COACH_PORT: await freePort() });
    const second = house.processes.launch('coach-api', settings);
    expect(await second.exited).toEqual([1, null]);
    expect(second.stderr()).toContain("The database of FIT4WORK_COACH_DATABASE_URL is another coach API's");
    // Whoever waits for the lock has it when the session of the first is lost.
    const [key] = await server.run(database, `SELECT classid FROM pg_locks WHERE locktype = 'advisory'`);
    const other = server.run(database, `SELECT pg_advisory_lock(${key?.classid}, hashtext('coach-api')), pg_sleep(3)`);
    const locks = () => server.run(database, `SELECT pid FROM pg_locks WHERE locktype = 'advisory'`);
    await expect.poll(async () => (await locks()).length, PATIENCE).toBe(2);
    const holder = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fit4work-coach-api lock'`;
    await server.run(database, holder);
    expect(await first.exited).toEqual([1, null]);
    expect(first.stderr()).toContain("is another coach API's");
    await other;
  }, 120_000);
});
