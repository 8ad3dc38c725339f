import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { signToken, TOPICS } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leavesOf, payloadOf } from '../test/kit.js';
import { startBroker, startNetwork, type TestBroker, type TestNetwork } from '../test/network.js';
import { freePort, type Running, runToEnd, startProcess } from '../test/processes.js';

vi.setConfig({ testTimeout: 60_000 });

const [COUNCIL, UNIVERSITY, CITY] = [0, 1, 2];
let network: TestNetwork;
let broker: TestBroker;
let sender: mqtt.MqttClient;
let anchor: Running;

beforeAll(async () => {
  await sodium.ready;
  network = await startNetwork();
  broker = await startBroker(await freePort());
  sender = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 4 });
  anchor = await start();
  await said('broker-connected');
});
afterAll(async () => {
  await anchor.kill('SIGKILL');
  await sender.endAsync(true);
  await broker.close();
  await network.remove();
});

const start = (): Promise<Running> =>
  startProcess('main.js', {
    ...network.anchorEnv,
    FIT4WORK_ANCHOR_BROKER_URL: `mqtt://127.0.0.1:${broker.port}`,
  });

async function said(event: string, times = 1): Promise<void> {
  while (anchor.stderr().split(event).length <= times) await once(anchor.child.stderr ?? process.stderr, 'data');
}

async function submit(from: number, to: number): Promise<{ status: number; body: unknown }> {
  const token = signToken(network.sender, 'coach-api', Math.floor(Date.now() / 1000));
  const answer = await fetch(`http://127.0.0.1:${anchor.port}/v1/leaves`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(payloadOf(leavesOf(from, to))),
  });
  return { status: answer.status, body: await answer.json() };
}

const status = async (): Promise<{ leaves: number }> =>
  (await (await fetch(`http://127.0.0.1:${anchor.port}/v1/status`)).json()) as { leaves: number };
const places = (): string[] => ['--state', network.path('state'), '--log-dir', network.path('log')];

/** Loses the disk, and takes the backup in its place, while these witnesses alone are up. */
async function restoreWith(...up: readonly number[]): Promise<void> {
  await anchor.kill('SIGKILL');
  for (const name of ['state', 'log']) rmSync(network.path(name), { recursive: true });
  for (const i of [COUNCIL, UNIVERSITY, CITY].filter((each) => !up.includes(each))) {
    await network.witnesses[i]?.kill('SIGTERM');
  }
  const restored = await runToEnd('log-admin/main.js', ['restore', '--from', network.path('backup'), ...places()]);
  expect(restored).toMatchObject({ code: 0, stderr: '' });
}

async function wake(witness: number): Promise<void> {
  network.witnesses[witness] = await network.startWitness(witness);
}

describe('an anchor on a state that was restored', () => {
  it('takes no leaves over HTTP or MQTT while too few witnesses are heard, and says so', async () => {
    expect(await submit(0, 100)).toMatchObject({ status: 202 });
    await said('checkpoint-published');
    const backup = await runToEnd('log-admin/main.js', ['backup', ...places(), '--out', network.path('backup')]);
    expect(backup.code).toBe(0);
    // Whoever copies the backup by hand copies the mark too.
    expect(existsSync(network.path('backup', 'state', 'restored'))).toBe(true);
    await restoreWith(UNIVERSITY);
    anchor = await start();
    await said('restored-waits');
    await sender.publishAsync(TOPICS.leaves, Buffer.from(payloadOf(leavesOf(100, 110))), { qos: 1 });
    expect(await submit(110, 120)).toEqual({ status: 503, body: { error: { code: 'restored' } } });
    const health = await fetch(`http://127.0.0.1:${anchor.port}/healthz`);
    expect([health.status, await health.json()]).toEqual([503, { status: 'restored' }]);
    await said('restored-waits', 2);
    expect(anchor.stderr()).toMatch(/"witness":"council, city","event":"restored-waits"/);
    expect(await status()).toMatchObject({ leaves: 100, pending: 0, quorum: 'restored' });
    expect(anchor.stderr()).not.toContain('broker-connected');
    // Killed while it waits, it waits again.
    await anchor.kill('SIGKILL');
    anchor = await start();
    await said('restored-waits');
  });

  it('opens at the quorum, and finds at the broker what was sent meanwhile', async () => {
    await wake(COUNCIL);
    await said('restored-opened');
    await vi.waitFor(async () => expect((await status()).leaves).toBe(110), 20_000);
    expect(await submit(110, 120)).toMatchObject({ status: 202, body: { accepted: 10 } });
    await said('checkpoint-published');
    expect(existsSync(network.path('state', 'restored'))).toBe(false);
    await anchor.kill('SIGTERM');
    anchor = await start();
    await said('broker-connected');
    expect(anchor.stderr()).not.toContain('restored-');
    expect(await submit(120, 121)).toMatchObject({ status: 202 });
    await said('checkpoint-published');
  });

  it('never opens, and ends, once the witness comes back that knows of more', async () => {
    await restoreWith();
    // It was away, and has seen nothing after the backup.
    await wake(CITY);
    anchor = await start();
    await said('restored-waits');
    const ended = once(anchor.child, 'exit');
    await wake(COUNCIL);
    expect(await ended).toEqual([1, null]);
    expect(anchor.stderr()).toMatch(/The witness council has cosigned a checkpoint .* that is not in this state/);
    expect(anchor.stderr()).not.toContain('restored-opened');
  });
});
