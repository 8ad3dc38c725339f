import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { LogView, leafCountUpTo, parsePolicy, parseSignedCheckpoint } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leafOf, leavesOf, payloadOf } from '../test/kit.js';
import { startBroker, startNetwork, type TestBroker, type TestNetwork } from '../test/network.js';
import { freePort, type Running, runToEnd, startProcess } from '../test/processes.js';
import { httpReader } from './verify/sources.js';
import { verifyLog } from './verify/verify-log.js';

vi.setConfig({ testTimeout: 30_000 });

let network: TestNetwork;
let brokerPort: number;
let broker: TestBroker;
let anchor: Running;
const path = (...parts: string[]): string => network.path(...parts);
const anchorEnv = (): Record<string, string> => ({
  ...network.anchorEnv,
  FIT4WORK_ANCHOR_BROKER_URL: `mqtt://127.0.0.1:${brokerPort}`,
});

beforeAll(async () => {
  await sodium.ready;
  network = await startNetwork();
  brokerPort = await freePort();
  // The broker comes later than the anchor: it keeps trying.
  anchor = await startProcess('main.js', anchorEnv());
  broker = await startBroker(brokerPort);
}, 60_000);

afterAll(async () => {
  await anchor.kill('SIGKILL');
  await broker.close();
  await network.remove();
});

/** Waits until a process has said something on standard error. */
async function said(running: Running, word: string): Promise<void> {
  while (!running.stderr().includes(word)) await once(running.child.stderr ?? process.stderr, 'data');
}

/** Sends leaves, and once more after what happened during that, as agents do; gives the checkpoint that holds them all. */
async function sendTwice(leaves: readonly Uint8Array[], during: () => Promise<void>): Promise<Uint8Array> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${brokerPort}`, { protocolVersion: 4, clientId: 'agent' });
  await client.subscribeAsync('f4w/v1/anchor/checkpoint', { qos: 1 });
  let newest = new Uint8Array(0);
  client.on('message', (_topic, bytes) => {
    newest = new Uint8Array(bytes);
  });
  const send = async (): Promise<void> => {
    for (let at = 0; at < leaves.length; at += 100) {
      await client.publishAsync('f4w/v1/anchor/leaves', Buffer.from(payloadOf(leaves.slice(at, at + 100))), { qos: 1 });
    }
  };
  const sending = send();
  await during();
  await sending;
  // A leaf that was in the pool when the anchor was killed is lost: its sender repeats it, once the anchor is back.
  await send();
  await vi.waitFor(async () => {
    const { size, ...rest } = await status();
    expect(rest).toMatchObject({ leaves: leaves.length });
    expect(parseSignedCheckpoint(newest).checkpoint.size).toBe(size);
  }, 30_000);
  await client.endAsync();
  return newest;
}

async function status(): Promise<{ readonly size: number }> {
  return (await (await fetch(`http://127.0.0.1:${anchor.port}/v1/status`)).json()) as { readonly size: number };
}

describe('the anchor among real witnesses and a real broker', () => {
  it('loses and doubles no leaf when it is killed under load, and goes on with one witness down', async () => {
    const leaves = leavesOf(0, 5000);
    // A leaf that came before the anchor had ever subscribed would wait for nobody.
    await said(anchor, 'broker-connected');
    const bytes = await sendTwice(leaves, async () => {
      await said(anchor, 'block-committed');
      expect(await anchor.kill('SIGKILL')).toBe('SIGKILL');
      await network.witnesses[2]?.kill('SIGTERM');
      anchor = await startProcess('main.js', anchorEnv());
      await said(anchor, 'broker-connected');
    });
    const read = httpReader(`http://127.0.0.1:${anchor.port}`);
    const found = new Set<string>();
    const onLeaf = (leaf: Uint8Array): unknown => found.add(Buffer.from(leaf).toString('hex'));
    const policy = parsePolicy(network.policyText);
    const verified = await verifyLog({ read, policy, onLeaf });
    expect(leafCountUpTo(verified.last)).toBe(5000);
    expect(found.size).toBe(verified.size);
    expect(leaves.filter((leaf) => !found.has(Buffer.from(leaf).toString('hex')))).toEqual([]);
    const view = new LogView({ policy, read });
    await view.advance(bytes);
    const { found: mine } = await view.scan(0, new Set([Buffer.from(leafOf(4321)).toString('hex')]));
    for (const { leaf, index } of mine) await view.proveInclusion(leaf, index);
    expect(mine).toHaveLength(1);
  }, 60_000);

  it('is found sound by the verifier’s command line, and unsound at the exact place after one flipped bit', async () => {
    const args = [path('log'), '--policy', path('policy'), '--json'];
    const sound = await runToEnd('verify/main.js', args);
    expect(JSON.parse(sound.stdout)).toMatchObject({ verdict: 'sound', leaves: 5000 });
    expect(sound.code).toBe(0);
    const tile = path('log', 'tile', '0', '003');
    const bytes = readFileSync(tile);
    writeFileSync(tile, bytes.with(320, (bytes[320] ?? 0) ^ 4));
    const unsound = await runToEnd('verify/main.js', args);
    writeFileSync(tile, bytes);
    expect(JSON.parse(unsound.stdout)).toMatchObject({
      verdict: 'unsound',
      path: 'tile/0/003',
      index: 10,
      reason: 'The tile tile/0/003 has a wrong hash at place 10.',
    });
    expect(unsound.code).toBe(1);
    expect((await runToEnd('verify/main.js', [path('nowhere'), '--policy', path('policy')])).code).toBe(2);
  }, 30_000);

  it('refuses and counts payloads that are not leaves, and says nothing of their content', async () => {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${brokerPort}`, { protocolVersion: 4 });
    for (const payload of ['', 'planted-secret', 'x'.repeat(33 * 1024)]) {
      await client.publishAsync('f4w/v1/anchor/leaves', payload, { qos: 1 });
    }
    await client.endAsync();
    // Leaves that were sent twice wait in the pool until the batch that they come to nothing in.
    await vi.waitFor(async () => {
      expect(await status()).toMatchObject({ refused: 3, leaves: 5000, pending: 0 });
    }, 10_000);
    // A line a minute at most, however many there are.
    expect(anchor.stderr().match(/payload-refused/g)).toHaveLength(1);
    expect(anchor.stderr()).not.toContain('planted');
  });

  it('gives a broker that lost its retained message the checkpoint again', async () => {
    await broker.close();
    broker = await startBroker(brokerPort);
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${brokerPort}`, { protocolVersion: 4 });
    const message = new Promise<Uint8Array>((resolve) => client.on('message', (_topic, bytes) => resolve(bytes)));
    await client.subscribeAsync('f4w/v1/anchor/checkpoint', { qos: 1 });
    expect(parseSignedCheckpoint(await message).checkpoint.size).toBe((await status()).size);
    await client.endAsync();
  }, 30_000);

  it('ends with 0 on SIGTERM, as a witness does', async () => {
    expect(await anchor.kill('SIGTERM')).toBe(0);
    expect(await network.witnesses[0]?.kill('SIGTERM')).toBe(0);
  });
});

describe('a start that cannot succeed', () => {
  const sentence = /^[^\n]+\.\n$/;

  it.each([
    ['a busy port', { FIT4WORK_ANCHOR_PORT: 'busy' }, /Port [0-9]+ of 127\.0\.0\.1 cannot be listened on/],
    ['a missing key file', { FIT4WORK_ANCHOR_KEY: '/nonexistent/key' }, /key file \/nonexistent\/key/],
    ['a malformed policy', { FIT4WORK_ANCHOR_POLICY: 'malformed' }, /policy file .*Line 1/],
    ['a broker user without a key', { FIT4WORK_ANCHOR_BROKER_USERNAME: 'anchor' }, /BROKER_KEY/],
    ['a batch time that is not a number', { FIT4WORK_ANCHOR_BATCH_MS: '1e3' }, /FIT4WORK_ANCHOR_BATCH_MS/],
  ])('says in one sentence what is wrong with %s, and writes nothing', async (_title, change, message) => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const address = busy.address();
    writeFileSync(path('malformed'), 'logs\n');
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const replaced = Object.entries(change).map(([key, value]) => [
      key,
      value === 'busy' ? port : value === 'malformed' ? path(value) : value,
    ]);
    const env = { ...anchorEnv(), FIT4WORK_ANCHOR_STATE: path('fresh'), FIT4WORK_ANCHOR_LOG_DIR: path('fresh-log') };
    const ended = await runToEnd('main.js', [], { ...env, ...Object.fromEntries(replaced) });
    busy.close();
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(sentence);
    expect(ended.stderr).toMatch(message);
    expect(statSync(path('fresh'), { throwIfNoEntry: false })).toBeUndefined();
    expect(statSync(path('fresh-log'), { throwIfNoEntry: false })).toBeUndefined();
  });
});
