import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { cryptoReady } from '@fit4work/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresServer } from '../../../coach-api/test/index.js';
import { describeWith, requirement } from '../requirement.js';
import { takeOver } from './take-over.js';
import { TwoAnchors, until } from './two-anchors.js';

await cryptoReady;

describeWith(['postgres'], 'an anchor with a standby', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
  });
  afterAll(() => server.stop());

  it('signs one history when whoever leads is paused and killed under load', async () => {
    const outcome = await takeOver(server, { blows: ['paused', 'killed'], seed: 8, pauseMs: 6_000 });
    expect(outcome.signed).toBeGreaterThan(3);
    expect(outcome.acknowledged).toBeGreaterThan(50);
  }, 240_000);

  it('says who leads and who stands by, hands over at a stop, and puts right an older checkpoint', async () => {
    const anchors = await TwoAnchors.open(server);
    try {
      await anchors.start('first');
      await anchors.untilLeading('first');
      await anchors.start('second');
      await anchors.untilSaid('second', 'standing-by');
      const answers = async (name: 'first' | 'second') =>
        Promise.all(['/readyz', '/healthz', '/v1/status', '/metrics'].map((path) => anchors.ask(name, path)));
      const [ready, health, , metrics] = await answers('first');
      expect([ready, health?.status]).toEqual([{ status: 200, text: '{"role":"leader","epoch":1}' }, 200]);
      expect(metrics?.text).toContain('fit4work_anchor_leading 1\n');
      expect(metrics?.text).toContain('fit4work_anchor_epoch 1\n');
      expect((await answers('second')).map((answer) => [answer?.status, answer?.text.split('\n')[2]])).toEqual([
        [503, undefined],
        [200, undefined],
        [503, undefined],
        [200, 'fit4work_anchor_leading 0'],
      ]);
      expect(await anchors.ask('second', '/readyz')).toEqual({ status: 503, text: '{"role":"standby"}' });
      expect(await anchors.submit('second', anchors.sent.fresh(1))).toBe(503);
      const checkpoint = anchors.path('log', 'checkpoint');
      expect(await anchors.submit('first', [0])).toBe(202);
      await anchors.untilPublic();
      const older = readFileSync(checkpoint);
      expect(await anchors.submit('first', anchors.sent.fresh(5))).toBe(202);
      await anchors.untilPublic();
      expect(await anchors.anchor('first').kill('SIGTERM')).toBe(0);
      await anchors.untilLeading('second');
      expect(await anchors.submit('second', anchors.sent.fresh(5))).toBe(202);
      await anchors.untilPublic();
      const newest = anchors.publishedSize();
      // By then it has settled what it published, and sleeps until a leaf comes.
      await wait(500);
      // As one does that was paused between a look at its clock and the one step after it.
      writeFileSync(checkpoint, older);
      await until(async () => anchors.publishedSize() === newest, 'the older checkpoint stays');
      expect(await anchors.submit('second', [0])).toBe(202);
      await anchors.verify();
    } finally {
      await anchors.close();
    }
  }, 120_000);
});
