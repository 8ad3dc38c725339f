import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresServer } from '../../../coach-api/test/index.js';
import { describeWith, requirement } from '../requirement.js';
import { runOnce } from './demo-process.js';

describeWith(['postgres'], 'the whole line with the coach API over PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
  });
  afterAll(() => server.stop());

  it('goes from wristbands to summaries, and every check holds', async () => {
    const database = await server.createDatabase();
    const { checks } = await runOnce('--employees', '2', '--days', '2', '--database', server.url(database));
    expect(Object.values(checks)).not.toContain(false);
    const [stored] = await server.run(
      database,
      'SELECT count(*) > 200 AS many, count(*) = count(anchored_index) AS anchored, bool_and(length(bytes) > 200) AS whole FROM envelopes',
    );
    expect(stored).toEqual({ many: true, anchored: true, whole: true });
  }, 180_000);
});
