import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Network } from '../../edge-agent/test/index.js';
import { EnrolledAgent } from './enrolled-agent.js';
import { describeWith } from './requirement.js';

/* `run` of somebody who has no wearable, no radio, or no room. */

const TIMEOUT = 60_000;
const FULL = 'The disk that holds vault.db is full';

let network: Network;
let agent: EnrolledAgent;

beforeAll(async () => {
  network = await Network.start();
});
afterAll(() => network.close());
beforeEach(() => {
  agent = new EnrolledAgent();
});
afterEach(() => agent.close());

describe('an agent without a wearable', () => {
  const GRANT = ['--coach', 'coach-1', '--metrics', 'steps', '--granularity', 'day'];
  const DAYS = ['--from', '2026-11-01', '--until', '2099-01-01'];

  it(
    'delivers the end of a grant, and hears the coach API',
    async () => {
      await agent.enrol(network);
      await agent.command('grant', ...GRANT, ...DAYS, '--yes', '--wait', '0', ...agent.passphrase);
      await agent.command('withdraw', '--all', '--wait', '0', ...agent.passphrase);
      expect(await agent.command('status')).toMatchObject({ wearables: [], recordsWaiting: 2 });
      expect(await agent.command('run', '--once', '--no-page')).toMatchObject({ recordsWaiting: 0, ending: [] });
      expect(await agent.command('reads', ...agent.passphrase)).toMatchObject({ heard: expect.any(Number) });
    },
    TIMEOUT,
  );
});

describeWith(['root'], 'an agent that is started on a full disk', () => {
  const fill = (): string => join(agent.state, 'fill');

  /** To the last byte, so that SQLite has not even room for shared memory. */
  function fillUp(): void {
    const file = openSync(fill(), 'w');
    try {
      for (let size = 2 ** 20; size >= 4096; ) {
        try {
          writeSync(file, new Uint8Array(size));
        } catch {
          size /= 2;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  beforeEach(async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=700', 'tmpfs', agent.state]);
    await agent.enrol(network);
    fillUp();
  });
  afterEach(() => execFileSync('umount', ['-l', agent.state]));

  it(
    'waits, says so, and goes on within ten seconds of there being room, with nothing lost',
    async () => {
      const running = agent.run();
      expect(JSON.parse(await running.said(/"store-waits"/))).toMatchObject({ code: 'disk-full' });
      // Whoever looks meanwhile is told what there is, and that there is no room.
      expect(await agent.command('status')).toMatchObject({ damaged: [], storage: { diskFull: true } });
      rmSync(fill());
      const room = Date.now();
      await running.said(/"store-goes-on"/);
      expect(Date.now() - room).toBeLessThan(10_000);
      await running.said(/"broker-connected"/);
      expect(await agent.command('status')).toMatchObject({ damaged: [], findings: [] });
      running.process.kill('SIGTERM');
      expect(await running.ended).toBe(0);
    },
    TIMEOUT,
  );

  it(
    'ends with the reason when it is told to stop meanwhile',
    async () => {
      const running = agent.run();
      await running.said(/"store-waits"/);
      running.process.kill('SIGTERM');
      expect(await running.ended).toBe(1);
      expect(running.lines.at(-1)).toContain(FULL);
    },
    TIMEOUT,
  );
});

describe('an agent whose radio cannot be used', () => {
  const BAND = ['--address', 'c0:ff:ee:00:00:01'];

  it(
    'says so in its status, with what to do, until no wearable needs one',
    async () => {
      await agent.enrol(network);
      await agent.command('pair', ...BAND, '--family', 'standard');
      const running = agent.run();
      await running.said(/"noticed".*"radio-unusable"/);
      running.process.kill('SIGTERM');
      expect(await running.ended).toBe(0);
      const current = { code: 'radio-unusable', current: true };
      expect(await agent.command('status')).toMatchObject({ findings: [current] });
      expect((await agent.said('status', '--language', 'nl')).out).toMatch(/nu: radio-unusable.*\n.*`doctor`/);
      await agent.command('unpair', ...BAND);
      expect(await agent.command('status')).toMatchObject({ findings: [{ ...current, current: false }] });
    },
    TIMEOUT,
  );
});
