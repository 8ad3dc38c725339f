import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpReader } from '../../anchor-service/dist/index.js';
import * as protocol from '../../protocol/dist/index.js';
import { median } from '../../scripts/bench/paired.mjs';
import { physicalPart } from './integrate.mjs';
import { prepare, start } from './log-processes.mjs';

/*
 * From the moment at which a leaf is due to be sent, to the moment at which a checkpoint that holds it comes back from the
 * broker with the cosignatures of both witnesses. Real processes: broker, anchor, two witnesses; the default batch. Open loop:
 * leaves are due at a steady rate, one a message, whatever comes back, so that a stall counts for every leaf that it delays. The
 * floor of p99 is the batch time, which a leaf may have to wait by the setting, and the hashes and fsyncs of one batch. Ours is the
 * median of the p99 of seven windows, since a machine that is busy with something else stalls now and then; p99 of the whole run
 * stands beside it.
 */

/** @typedef {{ count: number, seconds: number }} Windows */

/** @type {Windows} */
const WINDOWS = { count: 7, seconds: 4 };
const BATCH_S = 0.5;
const MOST_S = 1.5;
const TOPICS = { leaves: 'f4w/v1/anchor/leaves', checkpoint: 'f4w/v1/anchor/checkpoint' };
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {number} port @param {ReturnType<typeof protocol.signingKey>} key */
async function connect(port, key) {
  const mqtt = createRequire(new URL('../../anchor-service/package.json', import.meta.url))('mqtt');
  const now = Math.floor(Date.now() / 1000);
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ protocolVersion: 4, clientId: 'coach-api-bench', username: 'coach-api', reconnectPeriod: 0 },
    password: protocol.signToken(key, 'coach-api', now),
  });
  await client.subscribeAsync(TOPICS.checkpoint, { qos: 1 });
  return client;
}

/** Sends leaves when they are due. @returns for each its bytes and when it was due */
async function sendAll(client, rate, { count, seconds }) {
  const sent = [];
  const begun = performance.now();
  for (let i = 0; i < rate * count * seconds; i += 1) {
    const due = begun + (i * 1000) / rate;
    if (due > performance.now()) await pause(due - performance.now());
    const leaf = randomFillSync(Buffer.alloc(32));
    client.publish(TOPICS.leaves, leaf, { qos: 1 });
    sent.push({ leaf, due });
  }
  return sent;
}

/** The place of each leaf, and of each link, in the log, as its public tiles have it. */
async function placesOf(port, size) {
  const read = httpReader(`http://127.0.0.1:${port}`);
  const places = new Map();
  for (let first = 0; first < size; first += 256) {
    const leaves = await protocol.readLeaves(read, first / 256, Math.min(256, size - first));
    for (const [i, leaf] of leaves.entries()) places.set(Buffer.from(leaf).toString('hex'), first + i);
  }
  return places;
}

/** @param {readonly number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The places once every leaf that was sent is published: how many links stand among them only the tiles tell. */
async function placesOfAll({ client, port, seen }, sent) {
  for (let size = 0; ; ) {
    while ((seen.at(-1)?.size ?? 0) <= size) await once(client, 'checkpoint');
    size = seen.at(-1).size;
    if (size < sent.length) continue;
    const places = await placesOf(port, size);
    if (sent.every(({ leaf }) => places.has(leaf.toString('hex')))) return places;
  }
}

/** @returns the delay of each leaf in seconds, in the order in which they were due */
async function measure({ client, port, rate, windows }) {
  const seen = [];
  client.on('message', (_topic, bytes) => {
    seen.push({ size: protocol.parseSignedCheckpoint(bytes).checkpoint.size, at: performance.now() });
    client.emit('checkpoint');
  });
  const sent = await sendAll(client, rate, windows);
  const places = await placesOfAll({ client, port, seen }, sent);
  return sent.map(({ leaf, due }) => {
    const place = places.get(leaf.toString('hex'));
    return ((seen.find(({ size }) => size > place)?.at ?? Number.NaN) - due) / 1000;
  });
}

/** @param {number} rate leaves a second @param {Windows} [windows] */
export async function latencyRow(rate, windows = WINDOWS) {
  const root = mkdtempSync(join(tmpdir(), 'f4w-bench-'));
  const running = [];
  try {
    const settings = await prepare(root, 2);
    for (const env of settings.witnesses) running.push(await start('anchor-service/dist/witness/main', env));
    running.push(await start('broker/dist/main', settings.broker));
    const anchor = await start('anchor-service/dist/main', settings.anchor);
    running.push(anchor);
    const client = await connect(settings.brokerPort, settings.sender);
    // The anchor's subscription may come a moment after it listens.
    await pause(1_000);
    const delays = await measure({ client, port: anchor.port, rate, windows });
    await client.endAsync(true);
    const { hashing, syncing } = await physicalPart(rate * BATCH_S);
    const sentIn = rate * windows.seconds;
    const perWindow = Array.from({ length: windows.count }, (_, i) =>
      quantile(delays.slice(i * sentIn, (i + 1) * sentIn), 0.99),
    );
    const [p50, p99] = [quantile(delays, 0.5), median(perWindow)];
    const floor = BATCH_S + (hashing + syncing) / 1000;
    const round = (/** @type {number} */ value) => Number(value.toPrecision(3));
    return {
      ...{ name: `latency-${rate}`, unit: 's', ours: round(p99), floor: round(floor), ratio: round(p99 / floor) },
      ...{ ceiling: MOST_S, p50: round(p50) },
      note: `p99; p50 ${round(p50)} s, p99 of all ${round(quantile(delays, 0.99))} s; hashes ${hashing.toPrecision(2)} ms, fsyncs ${syncing.toPrecision(2)} ms a batch`,
    };
  } finally {
    for (const one of running.reverse()) await one.stop();
    rmSync(root, { recursive: true, force: true });
  }
}
