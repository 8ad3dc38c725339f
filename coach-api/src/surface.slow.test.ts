import { cryptoReady } from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { PostgresServer } from '../test/postgres-server.js';
import { failuresOf, Surface } from '../test/surface/surface.js';
import { ROWS } from './testing/access-rows.js';

await cryptoReady;
/** Another each day, so that what is tried grows; a failure says which. */
const seed = Math.floor(Date.now() / 86_400_000);
const TITLE = '%s answers 200 requests of any kind as the document says';
const LIMIT = 600_000;

async function answered(surface: Surface, name: string): Promise<void> {
  const statuses = await surface.fuzz(name, { seed, numRuns: 200 });
  expect([...statuses]).toContain(ROWS[name]?.answers.own[0]);
  expect(failuresOf(name, statuses)).toEqual([]);
}

describe('over SQLite', () => {
  let surface: Surface;
  beforeAll(async () => {
    surface = await Surface.open();
  });
  afterAll(() => surface.close());

  it.each(Object.keys(ROWS))(TITLE, (name) => answered(surface, name), LIMIT);
});

describeWith(['postgres'], 'over PostgreSQL', () => {
  let server: PostgresServer;
  let surface: Surface;
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
    surface = await Surface.open({ FIT4WORK_COACH_DATABASE_URL: server.url(await server.createDatabase()) });
  });
  afterAll(async () => {
    await surface.close();
    await server.stop();
  });

  it.each(Object.keys(ROWS))(TITLE, (name) => answered(surface, name), LIMIT);
});
