import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../../test/src/requirement.js';
import { PostgresServer } from '../../../test/postgres-server.js';
import type { CoachError } from '../../error.js';
import { SessionLock } from './session-lock.js';

const PATIENCE = { timeout: 20_000 };

describeWith(['postgres'], 'a lock that a session holds', () => {
  let server: PostgresServer;
  let name: string;
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
    name = await server.createDatabase();
  });
  afterAll(() => server.stop());

  const take = (work: string, onTaken: (error: CoachError) => void = () => {}) =>
    SessionLock.take({ url: server.url(name), work, setting: 'A_SETTING', onTaken });
  const holders = async () => {
    const rows = await server.run(name, `SELECT pid FROM pg_locks WHERE locktype = 'advisory' ORDER BY pid`);
    return rows.map(({ pid }) => pid);
  };
  /** As a network that breaks, or an operator. */
  const cut = () => server.run(name, `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'`);

  it('is refused to a second of the same work, not to one of another, and free when it is let go of', async () => {
    const first = await take('a');
    const other = await take('b');
    await expect(take('a')).rejects.toMatchObject({ code: 'at-work', message: expect.stringContaining('A_SETTING') });
    await first.release();
    const second = await take('a');
    await Promise.all([second.release(), other.release()]);
    await expect.poll(holders, PATIENCE).toEqual([]);
  });

  it('waits for the end of one that is about to end', async () => {
    const first = await take('a');
    const second = take('a');
    await first.release();
    const lock = await second;
    expect(await holders()).toHaveLength(1);
    await lock.release();
  });

  it('is taken again when its session was lost', async () => {
    const lock = await take('a');
    const before = await holders();
    await cut();
    await expect.poll(async () => (await holders()).length, PATIENCE).toBe(1);
    expect(await holders()).not.toEqual(before);
    await lock.release();
    await expect.poll(holders, PATIENCE).toEqual([]);
  });

  it('tells who had it when another took it meanwhile', async () => {
    let told: (error: CoachError) => void = () => {};
    const taken = new Promise<CoachError>((resolve) => {
      told = resolve;
    });
    const lock = await take('a', told);
    // Whoever waits comes first when the session ends: its own waits for a turn of the loop.
    const [key] = await server.run(name, `SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory'`);
    const other = server.run(name, `SELECT pg_advisory_lock(${key?.classid}, hashtext('a')), pg_sleep(2)`);
    await expect.poll(async () => (await holders()).length, PATIENCE).toBe(2);
    await server.run(
      name,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fit4work-coach-api lock'`,
    );
    expect(await taken).toMatchObject({ code: 'at-work' });
    await Promise.all([other, lock.release()]);
  });

  it('of a server that cannot be reached is bad configuration', async () => {
    const away = SessionLock.take({
      ...{ url: `postgres://nobody@${encodeURIComponent(`${server.folder}/none`)}/x` },
      ...{ work: 'a', setting: 'A_SETTING', onTaken: () => {} },
    });
    await expect(away).rejects.toMatchObject({ code: 'bad-config', message: expect.stringContaining('A_SETTING') });
  });
});
