import { once } from 'node:events';
import { cpSync, rmSync } from 'node:fs';
import { parsePolicy, signToken } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leavesOf, payloadOf } from '../test/kit.js';
import { startNetwork, type TestNetwork } from '../test/network.js';
import { type Running, runToEnd, startProcess } from '../test/processes.js';
import { httpReader } from './verify/sources.js';
import { verifyLog } from './verify/verify-log.js';

vi.setConfig({ testTimeout: 60_000 });

let network: TestNetwork;
let anchor: Running;
beforeAll(async () => {
  await sodium.ready;
  network = await startNetwork();
  anchor = await startProcess('main.js', network.anchorEnv);
});
afterAll(async () => {
  await anchor.kill('SIGKILL');
  await network.remove();
});

async function submit(from: number, to: number): Promise<unknown> {
  const token = signToken(network.sender, 'coach-api', Math.floor(Date.now() / 1000));
  const answer = await fetch(`http://127.0.0.1:${anchor.port}/v1/leaves`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(payloadOf(leavesOf(from, to))),
  });
  return { status: answer.status, ...((await answer.json()) as object) };
}

async function published(size: number): Promise<void> {
  const line = new RegExp(
    `"size":${size},.*"event":"checkpoint-published"|"event":"checkpoint-published".*"size":${size}\\b`,
  );
  while (!line.test(anchor.stderr())) await once(anchor.child.stderr ?? process.stderr, 'data');
}

describe('an anchor that is killed, starved of witnesses, and restored from an old copy', () => {
  it('has every leaf that HTTP acknowledged, killed right after the answer', async () => {
    expect(await submit(0, 200)).toEqual({ status: 202, accepted: 200, known: 0 });
    expect(await anchor.kill('SIGKILL')).toBe('SIGKILL');
    anchor = await startProcess('main.js', network.anchorEnv);
    expect(await submit(0, 200)).toEqual({ status: 202, accepted: 0, known: 200 });
    await published(200);
  });

  it('keeps accepting without a quorum, says so, and catches up', async () => {
    await Promise.all([1, 2].map((i) => network.witnesses[i]?.kill('SIGTERM')));
    expect(await submit(200, 300)).toMatchObject({ status: 202, accepted: 100 });
    const health = () => fetch(`http://127.0.0.1:${anchor.port}/healthz`);
    await vi.waitFor(
      async () => expect(await (await health()).json()).toEqual({ status: 'too-few-witnesses' }),
      20_000,
    );
    expect(await submit(300, 400)).toMatchObject({ status: 202, accepted: 100 });
    expect(anchor.stderr()).toContain('too-few-witnesses');
    network.witnesses[1] = await network.startWitness(1);
    await published(402);
    await vi.waitFor(async () => expect((await health()).status).toBe(200), 20_000);
    const read = httpReader(`http://127.0.0.1:${anchor.port}`);
    expect(await verifyLog({ read, policy: parsePolicy(network.policyText) })).toMatchObject({ size: 402 });
  });

  it('names the witness that is away when it starts, and publishes all the same', async () => {
    await anchor.kill('SIGTERM');
    for (const name of ['state', 'log']) cpSync(network.path(name), network.path(`${name}-old`), { recursive: true });
    anchor = await startProcess('main.js', network.anchorEnv);
    expect(anchor.stderr()).toMatch(/"witness":"city".*witness-unreachable|witness-unreachable.*"witness":"city"/);
    await submit(400, 500);
    await published(503);
  });

  it('refuses in one sentence to start on an older copy, with the remedy', async () => {
    await anchor.kill('SIGTERM');
    for (const name of ['state', 'log']) {
      rmSync(network.path(name), { recursive: true });
      cpSync(network.path(`${name}-old`), network.path(name), { recursive: true });
    }
    const ended = await runToEnd('main.js', [], network.anchorEnv);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    const [sentence] = ended.stderr.split('\n').filter((line) => !line.startsWith('{'));
    expect(sentence).toMatch(
      /^The witness (council|university) has cosigned a checkpoint of this log at 503 entries that is not in this state: restore the newest state and log folder together, or .*\.$/,
    );
  });

  it('refuses to begin anew where witnesses remember', async () => {
    for (const name of ['state', 'log']) rmSync(network.path(name), { recursive: true });
    const ended = await runToEnd('main.js', [], network.anchorEnv);
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining('at 503 entries')]);
  });
});
