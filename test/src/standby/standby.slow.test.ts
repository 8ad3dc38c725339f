import { cryptoReady } from '@fit4work/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresServer } from '../../../coach-api/test/index.js';
import { describeWith, requirement } from '../requirement.js';
import { type Blow, takeOver } from './take-over.js';

await cryptoReady;

const BLOWS: readonly Blow[] = [
  'cut off',
  'paused',
  'killed',
  'paused',
  'cut off',
  'killed',
  'paused',
  'killed',
  'cut off',
];

describeWith(['postgres'], 'an anchor with a standby, blow after blow', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
  });
  afterAll(() => server.stop());

  it.each([1, 2])(
    'signs one history by seed %i',
    async (seed) => {
      const outcome = await takeOver(server, { blows: BLOWS, seed, pauseMs: 10_000 });
      process.stdout.write(`${JSON.stringify(outcome)}\n`);
      expect(outcome.blows).toBe(BLOWS.length);
      expect(outcome.acknowledged).toBeGreaterThan(500);
    },
    900_000,
  );
});
