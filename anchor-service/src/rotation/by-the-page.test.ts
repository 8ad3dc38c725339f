import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leavesOf } from '../../test/kit.js';
import { freePort, runToEnd } from '../../test/processes.js';
import { RotatingNetwork, type WitnessPlace } from '../../test/rotating-network.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const ORIGIN = 'log.example/by-the-page';
let net: RotatingNetwork;

beforeEach(async () => {
  await sodium.ready;
  net = new RotatingNetwork();
  await net.open();
});
afterEach(() => net.close());

const log = (): string[] => ['--log', net.path('log')];

/** A witness as its guide has it made, which knows the log by its key alone. */
async function initWitness(name: string, key: string): Promise<WitnessPlace> {
  const port = await freePort();
  const args = ['--name', `${name}.example`, '--log', key, '--folder', net.path(name), '--port', String(port)];
  const made = await runToEnd('witness/main.js', ['init', ...args, '--json']);
  return { name, file: name, vkey: JSON.parse(made.stdout).vkey, port };
}

const start = (witness: WitnessPlace) =>
  net.startWitness(witness, undefined, { FIT4WORK_WITNESS_CONFIG: net.path(witness.file, 'witness.json') });

describe('the change of a log’s key, as docs/rotation.md has it', () => {
  it('leaves a log that publishes under the new key alone, with witnesses that "init" made', async () => {
    const first = await net.makeKey('log.key', ORIGIN, 'log');
    const council = await initWitness('council', first);
    net.writePolicy('policy', first, [council]);
    copyFileSync(net.path('policy'), net.path('council.policy'));
    await start(council);
    let anchor = await net.startAnchor();
    await net.append(anchor, leavesOf(0, 20), 20);
    const second = await net.makeKey('new.key', ORIGIN, 'log');
    net.writePolicy('policy.new', second, [council]);
    // Step 1.
    const keys = ['--key', net.path('log.key'), net.path('new.key')];
    const change = net.path('change');
    const proposed = await net.admin(
      'policy',
      'propose',
      ...log(),
      '--to',
      net.path('policy.new'),
      ...keys,
      '--out',
      change,
    );
    expect(proposed).toMatchObject({ code: 0 });
    // Step 2.
    const own = ['--policy', net.path('council.policy'), '--config', net.path('council', 'witness.json')];
    expect(await net.admin('policy', 'cosign', change, ...log(), ...own, '--agree')).toMatchObject({ code: 0 });
    // Steps 3 and 4.
    mkdirSync(net.path('policies'));
    const policies = net.path('policies');
    expect(await net.admin('policy', 'publish', change, ...log(), '--policies', policies)).toMatchObject({ code: 0 });
    await net.stop('anchor');
    const env = { FIT4WORK_ANCHOR_POLICIES: policies };
    anchor = await net.startAnchor({ ...env, FIT4WORK_ANCHOR_NEXT_KEY: net.path('new.key') });
    await net.append(anchor, leavesOf(20, 30), 31);
    // Step 5.
    const followed = await net.admin('policy', 'follow', ...log(), ...own, '--json');
    expect(JSON.parse(followed.stdout)).toMatchObject({ event: 'followed', number: 1 });
    expect(readFileSync(net.path('council', 'logs.policy'), 'utf8')).toBe(`log ${second}\nquorum none\n`);
    expect(readdirSync(net.path('council', 'logs.policy.history'))).toEqual(['0', '1']);
    await net.stop('council');
    await start(council);
    // Step 6.
    await net.stop('anchor');
    rmSync(net.path('log.key'));
    anchor = await net.startAnchor({ ...env, FIT4WORK_ANCHOR_KEY: net.path('new.key') });
    await net.append(anchor, leavesOf(30, 40), 41);
    const verdict = await runToEnd('verify/main.js', [net.path('log'), '--policy', net.path('policy'), '--json']);
    expect(JSON.parse(verdict.stdout)).toMatchObject({ verdict: 'sound', leaves: 41 });
  });
});
