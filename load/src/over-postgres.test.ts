import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PostgresServer } from '../../coach-api/test/index.js';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { runProgram } from '../test/load-process.js';
import { DatabaseCosts } from './adapters/database-costs.js';
import type { LoadDocument } from './run-load.js';

describeWith(['postgres'], 'fit4work-load over PostgreSQL', () => {
  let server: PostgresServer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'f4w-load-'));
    server = await PostgresServer.start(requirement('postgres').path);
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('plays a rate, misses nothing, and says what the database took', async () => {
    const database = server.url(await server.createDatabase());
    const sizes = ['--people', '3000', '--agents', '4', '--seconds', '2'];
    const { code, output } = await runProgram(folder, [...sizes, '--database', database, '--json']);
    const document: LoadDocument = JSON.parse(output);
    expect([code, document.store, document.rows[0]?.missing]).toEqual([0, 'postgres', 0]);
    const store = document.stores.find(({ name }) => name === 'postgres');
    expect(store?.envelope).toBeGreaterThan(0);
    const [counted] = await server.run(database.replace(/.*\//, ''), 'SELECT count(*) > 4 AS stored FROM envelopes');
    expect(counted).toEqual({ stored: true });
  }, 120_000);

  it('counts what processes of the database took that ended since', async () => {
    const name = await server.createDatabase();
    const costs = new DatabaseCosts(server.url(name));
    const before = await costs.seconds();
    const work = 'SELECT pg_backend_pid() AS pid, sum(sqrt(i)) FROM generate_series(1, 4000000) AS i';
    const [{ pid } = {}] = await server.run(name, work);
    await vi.waitUntil(() => !existsSync(`/proc/${pid}`), 60_000);
    expect((await costs.seconds()) - before).toBeGreaterThan(0.1);
    await costs.close();
  }, 120_000);
});
