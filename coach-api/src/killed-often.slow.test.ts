import { cryptoReady } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { type KillsOutcome, killCoachApi } from '../test/coach-kills.js';
import { PostgresServer } from '../test/postgres-server.js';

await cryptoReady;

function expectNothingLost({ lines, refused, restarts, ...counts }: KillsOutcome): void {
  const [median, highest] = [restarts[restarts.length >> 1], restarts.at(-1)];
  process.stdout.write(`${JSON.stringify({ ...counts, restartMs: { median, highest } })}\n`);
  for (const line of lines) expect(line).toMatch(/\nsilent 0\n/);
  // A busy machine may not prove a read in its 15 s: nothing was opened then.
  expect(refused.filter((status) => status !== 503)).toEqual([]);
  expect(counts.whileStarting).toBeGreaterThan(counts.kills / 20);
  expect(counts.acknowledged).toBeGreaterThan(10 * counts.kills);
  expect(counts.answered).toBeGreaterThan(counts.kills);
}

describe('a coach API that is killed again and again under load', () => {
  it('loses nothing that it confirmed, and opens nothing in silence: five hundred times over SQLite', async () => {
    expectNothingLost(await killCoachApi({ kills: 500, seed: 1, wholeEvery: 50 }));
  }, 7_200_000);
});

describeWith(['postgres'], 'a coach API over PostgreSQL that is killed again and again under load', () => {
  it('loses nothing that it confirmed, and opens nothing in silence: a hundred times', async () => {
    const server = await PostgresServer.start(requirement('postgres').path);
    try {
      const name = await server.createDatabase();
      const env = { FIT4WORK_COACH_DATABASE_URL: server.url(name) };
      const database = { env, rows: (query: string) => server.run(name, query) };
      expectNothingLost(await killCoachApi({ kills: 100, seed: 2, wholeEvery: 25, database }));
    } finally {
      await server.stop();
    }
  }, 3_600_000);
});
