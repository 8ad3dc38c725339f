import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Network } from '../../edge-agent/test/index.js';
import { EnrolledAgent } from './enrolled-agent.js';

/* The coach API changes its keys while agents are on, away, or shown a list that is not its own: all of it processes. */

const KEYGEN = fileURLToPath(new URL('../../coach-api/dist/keygen.js', import.meta.url));
const SCOPE = ['--metrics', 'steps', '--granularity', 'day', '--from', '2026-01-01', '--until', '2026-12-31', '--yes'];
let network: Network;
let ann: EnrolledAgent;
let bob: EnrolledAgent;
beforeEach(async () => {
  network = await Network.start();
  [ann, bob] = [new EnrolledAgent(), new EnrolledAgent()];
  for (const agent of [ann, bob]) await agent.enrol(network);
});
afterEach(async () => {
  await Promise.all([ann.close(), bob.close()]);
  await network.close();
});

const share = (agent: EnrolledAgent, coach: string, ...more: readonly string[]) =>
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

async function findings(agent: EnrolledAgent): Promise<readonly unknown[]> {
  const { findings: all } = await agent.command('status');
  return (all as { code: string; current: boolean }[]).filter(({ current }) => current).map(({ code }) => code);
}
const ofKeys = async (agent: EnrolledAgent) =>
  (await findings(agent)).filter((code) => /^keys-|^receipt-/.test(String(code)));

describe('an agent whose coach API changed both of its keys', () => {
  it('that was on follows as soon as something is signed by the new key, so that the older ones may go', async () => {
    const running = ann.run();
    await running.said(/"broker-connected"/);
    await change(BOTH);
    // Its receipt is signed by a key that was never heard of.
    expect(await share(ann, 'coach-1')).toMatchObject({ stored: true, proven: true });
    await change(FINISH);
    expect(await share(ann, 'coach-2')).toMatchObject({ stored: true, proven: true });
    running.process.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(await ofKeys(ann)).toEqual([]);
  }, 120_000);

  it('that was away for several changes, and killed as it came back, delivers what waited for a key that is gone', async () => {
    await network.withCoachStopped(() => share(bob, 'coach-1', '--wait', '0'));
    await change(BOTH, BOX, BOTH, FINISH);
    for (const ms of [150, 400, 800]) {
      const killed = bob.run('--once');
      await delay(ms);
      killed.process.kill('SIGKILL');
      await killed.ended;
    }
    expect(await bob.command('run', '--once', '--no-page')).toMatchObject({ recordsWaiting: 0 });
    expect(await share(bob, 'coach-2')).toMatchObject({ stored: true, proven: true });
    expect(await ofKeys(bob)).toEqual([]);
  }, 120_000);

  it('goes on with them where it is shown an older list, or another one, and says so until that is over', async () => {
    await change(BOX);
    await ann.command('run', '--once', '--no-page');
    const folder = mkdtempSync(join(tmpdir(), 'other-keys-'));
    execFileSync(process.execPath, [KEYGEN, '--plain', '--out', join(folder, 'keys')]);
    let own = '';
    await network.withCoachStopped(() => {
      own = network.exchangeCoachKeys(readFileSync(join(folder, 'keys'), 'utf8'));
    });
    rmSync(folder, { recursive: true });
    await ann.command('run', '--once', '--no-page');
    expect(await ofKeys(ann)).toEqual(['keys-taken-back']);
    await network.withCoachStopped(() => network.coachKeys(...BOX));
    await ann.command('run', '--once', '--no-page');
    expect(await ofKeys(ann)).toEqual(['keys-refused']);
    await network.withCoachStopped(async () => {
      network.exchangeCoachKeys(own);
      network.coachKeys(...BOX);
      await network.restartBroker();
    });
    expect(await share(ann, 'coach-1')).toMatchObject({ stored: true });
    await ann.command('run', '--once', '--no-page');
    expect(await ofKeys(ann)).toEqual([]);
  }, 120_000);
});
