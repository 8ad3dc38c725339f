import { copyFileSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { keepUpWithPolicies, LogView, parseSignedCheckpoint, pinPolicy } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leavesOf } from '../../test/kit.js';
import { type Ended, runToEnd } from '../../test/processes.js';
import { RotatingNetwork, type WitnessPlace } from '../../test/rotating-network.js';
import { httpReader } from '../verify/sources.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const ORIGIN = 'log.example/rotating';
let net: RotatingNetwork;
let council: WitnessPlace;
let university: WitnessPlace;
let policyText: string;

beforeEach(async () => {
  await sodium.ready;
  net = new RotatingNetwork();
  await net.open();
  const log = await net.makeKey('log.key', ORIGIN, 'log');
  [council, university] = [await net.makeWitness('council'), await net.makeWitness('university')];
  policyText = net.writePolicy('policy', log, [council, university]);
  await Promise.all([council, university].map((witness) => net.startWitness(witness, 'policy')));
});

afterEach(() => net.close());

const log = (): string[] => ['--log', net.path('log')];

/** Has a witness sign its own copy of a statement. */
async function cosigned(statement: string, { file }: WitnessPlace, policy = file): Promise<string> {
  const copy = net.path(`${statement}.${file}`);
  copyFileSync(net.path(statement), copy);
  const args = [
    'policy',
    'cosign',
    copy,
    ...log(),
    '--policy',
    net.path(`${policy}.policy`),
    '--config',
    net.path(`${file}.config`),
  ];
  expect((await net.admin(...args, '--agree')).code).toBe(0);
  return copy;
}

const propose = (to: string, keys: readonly string[], out: string): Promise<Ended> =>
  net.admin(
    'policy',
    'propose',
    ...log(),
    '--to',
    net.path(to),
    '--out',
    net.path(out),
    '--key',
    ...keys.map((key) => net.path(key)),
  );

const publish = (...files: string[]): Promise<Ended> =>
  net.admin('policy', 'publish', ...files, ...log(), '--policies', net.path('policies'));

/** A witness brings its policy file up to date by one command, and is started anew. */
async function follow(witness: WitnessPlace): Promise<void> {
  const done = await net.admin('policy', 'follow', ...log(), '--policy', net.path(`${witness.file}.policy`), '--json');
  expect(JSON.parse(done.stdout)).toMatchObject({ event: 'followed' });
  await net.stop(witness.file);
  await net.startWitness(witness);
}

describe('the key of a log and then of a witness', () => {
  it('change by commands, and a client that was away during both follows', async () => {
    let anchor = await net.startAnchor();
    const checkpoint = await net.append(anchor, leavesOf(0, 50), 50);
    const pinned = pinPolicy(policyText);
    let read = httpReader(`http://127.0.0.1:${anchor.port}`);
    // It outlives the anchors, each of which has a port of its own.
    const view = new LogView({ policy: pinned.policy, read: (name) => read(name) });
    await view.advance(checkpoint);

    const newLog = await net.makeKey('new.key', ORIGIN, 'log');
    net.writePolicy('policy.1', newLog, [council, university]);
    expect((await propose('policy.1', ['log.key', 'new.key'], 'change.1')).stdout).toContain(newLog);
    const draft = net.path('change.1');
    const looking = [...log(), '--policy', net.path('council.policy'), '--config', net.path('council.config')];
    const shown = await net.admin('policy', 'cosign', draft, ...looking);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is signed yet') });
    const copies = [await cosigned('change.1', council), await cosigned('change.1', university)];
    const alone = await publish(copies[0] ?? '');
    expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining('quorum') });
    expect((await publish(...copies)).code).toBe(0);
    await net.stop('anchor');
    const policies = { FIT4WORK_ANCHOR_POLICIES: net.path('policies') };
    anchor = await net.startAnchor({ ...policies, FIT4WORK_ANCHOR_NEXT_KEY: net.path('new.key') });
    await net.untilLeaves(anchor, 51);
    // Neither witness knows the new key yet: the old one signs too while it is configured.
    await net.append(anchor, leavesOf(50, 60), 61);
    await follow(council);
    await follow(university);
    await net.stop('anchor');
    rmSync(net.path('log.key'));
    const after = { ...policies, FIT4WORK_ANCHOR_KEY: net.path('new.key') };
    anchor = await net.startAnchor(after);
    await net.append(anchor, leavesOf(60, 70), 71);

    const successor = await net.makeWitness('council', 'council-2');
    await net.startWitness(successor, 'council.policy');
    net.writePolicy('policy.2', newLog, [successor, university]);
    expect((await propose('policy.2', ['new.key'], 'change.2')).code).toBe(0);
    const signed = [
      await cosigned('change.2', council),
      await cosigned('change.2', successor, 'council'),
      await cosigned('change.2', university),
    ];
    expect((await publish(...signed)).code).toBe(0);
    await net.stop('anchor');
    anchor = await net.startAnchor(after);
    await net.untilLeaves(anchor, 72);
    await net.stop(council.file);
    const newest = await net.append(anchor, leavesOf(70, 80), 82);

    read = httpReader(`http://127.0.0.1:${anchor.port}`);
    await expect(view.advance(newest)).rejects.toMatchObject({ code: 'bad-signature' });
    const now = await keepUpWithPolicies(view, newest, { read, pinned });
    expect(now).toMatchObject({ number: 2, text: readFileSync(net.path('policy.2'), 'utf8') });
    expect(view.size).toBe(parseSignedCheckpoint(newest).checkpoint.size);
    const verdict = await runToEnd('verify/main.js', [net.path('log'), '--policy', net.path('policy.2'), '--json']);
    expect(JSON.parse(verdict.stdout)).toMatchObject({ verdict: 'sound', leaves: 82 });
    expect((await net.admin('policy', 'follow', ...log(), '--policy', net.path('policy'))).code).toBe(0);
    expect(readFileSync(net.path('policy'), 'utf8')).toBe(now.text);
  });
});

describe('a log whose disk is lost', () => {
  it('is restored from a backup that was taken under load and from its mirror, and goes on without a fork', async () => {
    let anchor = await net.startAnchor();
    await net.append(anchor, leavesOf(0, 500), 500);
    const load = net.append(anchor, leavesOf(500, 8000), 8000);
    const places = ['--state', net.path('state'), '--log-dir', net.path('log')];
    const backup = await net.admin('backup', ...places, '--out', net.path('backup'), '--json');
    expect(backup).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(backup.stdout).committed).toBeGreaterThanOrEqual(500);
    await load;
    const newest = await net.append(anchor, leavesOf(8000, 8100), 8100);
    await net.stop('anchor', 'SIGKILL');
    cpSync(net.path('log'), net.path('mirror'), { recursive: true });
    for (const name of ['state', 'log']) rmSync(net.path(name), { recursive: true });

    const from = ['--from', net.path('backup'), '--and-from', net.path('mirror'), '--policy', net.path('policy')];
    const restored = await net.admin('restore', ...from, ...places, '--json');
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(restored.stdout)).toMatchObject({
      event: 'restored',
      published: parseSignedCheckpoint(newest).checkpoint.size,
    });
    expect((await net.admin('restore', ...from, ...places)).stderr).toContain('is not empty');
    anchor = await net.startAnchor();
    // Sent once more: what was proven is known.
    await net.append(anchor, leavesOf(8000, 8200), 8200);
    const verdict = await runToEnd('verify/main.js', [net.path('log'), '--policy', net.path('policy'), '--json']);
    expect(JSON.parse(verdict.stdout)).toMatchObject({ verdict: 'sound', leaves: 8200 });
  });

  it('says in one sentence what a command lacks', async () => {
    const places = ['--state', net.path('s'), '--log-dir', net.path('l')];
    const nothing = await net.admin('restore', ...places);
    expect(nothing).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^There is nothing to restore from[^\n]+\n$/),
    });
    const half = await net.admin('restore', ...places, '--and-from', 'https://mirror.example');
    expect(half.stderr).toMatch(/^--and-from and --policy go together[^\n]+\n$/);
    const none = await net.admin('policy', 'follow', ...log(), '--policy', net.path('policy'));
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('neither a folder nor an address') });
  });
});
