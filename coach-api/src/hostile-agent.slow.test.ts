import { cryptoReady } from '@fit4work/protocol';
import { describe, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { PostgresServer } from '../test/postgres-server.js';
import { attacked } from '../test/surface/hostile-agent.js';

await cryptoReady;
/** Another each day, so that what is tried grows; a failure says which. */
const RUNS = { seed: Math.floor(Date.now() / 86_400_000), numRuns: 2_000 };
const TITLE = 'whatever one agent sends in 2,000 batches, what another sends in them is confirmed';
const LIMIT = 1_200_000;

describe('over SQLite', () => {
  it(TITLE, () => attacked({}, RUNS), LIMIT);
});

describeWith(['postgres'], 'over PostgreSQL', () => {
  it(
    TITLE,
    async () => {
      const server = await PostgresServer.start(requirement('postgres').path);
      try {
        await attacked({ FIT4WORK_COACH_DATABASE_URL: server.url(await server.createDatabase()) }, RUNS);
      } finally {
        await server.stop();
      }
    },
    LIMIT,
  );
});
