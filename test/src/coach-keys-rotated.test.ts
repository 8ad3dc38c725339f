import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Network } from '../../edge-agent/test/index.js';
import { EnrolledAgent } from './enrolled-agent.js';

/* The coach API changes its keys while agents are on, away, or shown a list that is not its own: all of it processes. */

const KEYGEN = fileURLToPath(new URL('../../coach-api/dist/keygen.js', import.meta.url));
const SCOPE = ['--metrics', 'steps', '--granularity', 'day', '--from', '2026-01-01', '--until', '2026-12-31', '--yes'];
let network: Network;
let agent: EnrolledAgent;
beforeAll(async () => {
  network = await Network.start();
}, 120_000);
afterAll(() => network.close());
beforeEach(async () => {
  agent = new EnrolledAgent();
  await agent.enrol(network);
}, 60_000);
afterEach(() => agent.close());

const share = (coach: string, ...more: readonly string[]) =>
  agent.command('grant', '--coach', coach, ...SCOPE, ...agent.passphrase, ...more);

/** The coach API's own commands, one after the other, while it is stopped. */
async function change(...commands: readonly (readonly string[])[]): Promise<void> {
  await network.withCoachStopped(async () => {
    for (const words of commands) network.coachKeys(...words);
    await network.restartBroker();
  });
}
const BOTH = ['rotate', '--signing-key'];
const BOX = ['rotate'];
const FINISH = ['finish', '--leave-agents'];

async function findings(): Promise<readonly unknown[]> {
  const { findings: all } = await agent.command('status');
  return (all as { code: string; current: boolean }[]).filter(({ current }) => current).map(({ code }) => code);
}
const ofKeys = async () => (await findings()).filter((code) => /^keys-|^receipt-/.test(String(code)));

describe('an agent whose coach API changed both of its keys', () => {
  it('that was on follows as soon as something is signed by the new key, so that the older ones may go', async () => {
    const running = agent.run();
    await running.said(/"broker-connected"/);
    await change(BOTH);
    // Its receipt is signed by a key that was never heard of.
    expect(await share('coach-1')).toMatchObject({ stored: true, proven: true });
    await change(FINISH);
    expect(await share('coach-2')).toMatchObject({ stored: true, proven: true });
    running.process.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(await ofKeys()).toEqual([]);
  }, 120_000);

  it('that was away for several changes, and killed as it came back, delivers what waited for a key that is gone', async () => {
    await network.withCoachStopped(() => share('coach-1', '--wait', '0'));
    await change(BOTH, BOX, BOTH, FINISH);
    for (const ms of [150, 400, 800]) {
      const killed = agent.run('--once');
      await delay(ms);
      killed.process.kill('SIGKILL');
      await killed.ended;
    }
    expect(await agent.command('run', '--once', '--no-page')).toMatchObject({ recordsWaiting: 0 });
    expect(await share('coach-2')).toMatchObject({ stored: true, proven: true });
    expect(await ofKeys()).toEqual([]);
  }, 120_000);

  it('goes on with them where it is shown an older list, or another one, and says so until that is over', async () => {
    await change(BOX);
    await agent.command('run', '--once', '--no-page');
    const folder = mkdtempSync(join(tmpdir(), 'other-keys-'));
    execFileSync(process.execPath, [KEYGEN, '--plain', '--out', join(folder, 'keys')]);
    let own = '';
    await network.withCoachStopped(() => {
      own = network.exchangeCoachKeys(readFileSync(join(folder, 'keys'), 'utf8'));
    });
    rmSync(folder, { recursive: true });
    await agent.command('run', '--once', '--no-page');
    expect(await ofKeys()).toEqual(['keys-taken-back']);
    await network.withCoachStopped(() => {
      // At least as long as the list that was followed.
      for (let i = 0; i < 7; i += 1) network.coachKeys(...BOX);
    });
    await agent.command('run', '--once', '--no-page');
    expect(await ofKeys()).toEqual(['keys-refused']);
    await network.withCoachStopped(async () => {
      network.exchangeCoachKeys(own);
      network.coachKeys(...BOX);
      await network.restartBroker();
    });
    expect(await share('coach-1')).toMatchObject({ stored: true });
    await agent.command('run', '--once', '--no-page');
    expect(await ofKeys()).toEqual([]);
  }, 120_000);
});
