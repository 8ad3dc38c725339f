import { cryptoReady } from '@fit4work/protocol';
import { describe, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { PostgresServer } from '../test/postgres-server.js';
import { attacked } from '../test/surface/hostile-agent.js';

await cryptoReady;
const RUNS = { seed: 20_261_126, numRuns: 15 };

const TITLE = 'whatever one agent sends, what another sends in the same batch is confirmed';

describe('over SQLite', () => {
  it(TITLE, () => attacked({}, RUNS));
});

describeWith(['postgres'], 'over PostgreSQL', () => {
  it(TITLE, async () => {
    const server = await PostgresServer.start(requirement('postgres').path);
    try {
      await attacked({ FIT4WORK_COACH_DATABASE_URL: server.url(await server.createDatabase()) }, RUNS);
    } finally {
      await server.stop();
    }
  });
});
