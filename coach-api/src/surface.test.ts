import { cryptoReady } from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { PostgresServer } from '../test/postgres-server.js';
import { contradiction, type Operation } from '../test/surface/open-api.js';
import { failuresOf, Surface } from '../test/surface/surface.js';
import { ROWS } from './testing/access-rows.js';

await cryptoReady;
const SEED = 20_261_126;
const TITLE = '%s answers requests of any kind as the document says';

describe('over SQLite', () => {
  let surface: Surface;
  beforeAll(async () => {
    surface = await Surface.open();
  });
  afterAll(() => surface.close());

  it.each(Object.keys(ROWS))(TITLE, async (name) => {
    const statuses = await surface.fuzz(name, { seed: SEED, numRuns: 12 });
    expect(failuresOf(name, statuses)).toEqual([]);
  });
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

  it.each(Object.keys(ROWS))(TITLE, async (name) => {
    const statuses = await surface.fuzz(name, { seed: SEED + 1, numRuns: 6 });
    expect(failuresOf(name, statuses)).toEqual([]);
  });
});

describe('an answer', () => {
  const operation: Operation = {
    ...{ method: 'GET', path: '/', parameters: [], body: undefined },
    responses: {
      200: { content: { 'application/json': { schema: { type: 'object', required: ['a'], properties: {} } } } },
      303: { content: { 'application/json': { schema: { type: 'null' } } } },
      '4XX': { content: { 'application/problem+json': { schema: { type: 'object' } } } },
    },
  };
  const type = 'application/json; charset=utf-8';
  it.each([
    [{ status: 200, type, text: '{"a":1}' }, undefined],
    [{ status: 200, type, text: '{}' }, 'the body of status 200 is not as described'],
    [{ status: 200, type: 'text/html', text: '{"a":1}' }, 'text/html of status 200 is not described'],
    [{ status: 200, type: undefined, text: '' }, 'a body without a type of status 200 is not described'],
    [{ status: 201, type, text: '{"a":1}' }, 'status 201 is not described'],
    [{ status: 303, type: undefined, text: '' }, undefined],
    [{ status: 303, type, text: '{}' }, 'there is a body and none is described'],
    [{ status: 404, type: 'application/problem+json', text: '{}' }, undefined],
    [{ status: 500, type, text: '{"a":1}' }, 'status 500 is not described'],
  ])('%j is judged by the document', (told, wrong) => {
    expect(contradiction(operation, told)).toBe(wrong);
  });
});
