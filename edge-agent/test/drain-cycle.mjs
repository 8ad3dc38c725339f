import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cryptoReady, METRICS } from '@fit4work/protocol';
import { openStore } from '../dist/adapters/sqlite-store.js';
import { Drain } from '../dist/drain.js';
import { AgentError } from '../dist/error.js';
import { LogFollower } from '../dist/log-follower.js';
import { Noticed } from '../dist/noticed.js';
import { Patience } from '../dist/patience.js';
import { sealDueWindows } from '../dist/seal-windows.js';
import { loadSources } from '../dist/stored-samples.js';
import { takeHistory } from '../dist/synchronise.js';
import { Turn } from '../dist/turn.js';

/*
 * One cycle of the agent as a program of its own: reads what the wearable holds, seals, delivers, and ends. The wearable,
 * the broker and the log are its parent, over the channel between the two.
 */

const [folder, zone, from, until] = process.argv.slice(2);
const files = new Map();

const link = {
  connected: false,
  start(handlers) {
    process.on('message', ({ topic, payload, tiles }) => {
      for (const [path, bytes] of tiles ?? []) files.set(path, new Uint8Array(Buffer.from(bytes, 'base64')));
      void handlers.onMessage(topic, new Uint8Array(Buffer.from(payload, 'base64')));
    });
    link.connected = true;
    setImmediate(() => handlers.onConnect());
  },
  publish: async (topic, payload) => {
    process.send({ topic, payload: Buffer.from(payload).toString('base64') });
  },
  close: async () => {
    link.connected = false;
  },
};

const samplesOf = (start, end) => {
  const samples = [];
  for (let at = start; at < end; at += 60) {
    samples.push({ metric: 'steps', start: at, duration: 60, value: (at / 60) % 60 });
    samples.push({ metric: 'heart-rate', start: at, value: 60 });
  }
  return samples;
};

async function* history(since) {
  for (let start = Math.max(Number(from), since ?? 0); start < Number(until); start += 3600) {
    yield {
      from: start,
      to: start + 3600,
      samples: samplesOf(start, start + 3600),
      worn: [{ start, duration: 3600 }],
      acknowledge: async () => undefined,
    };
  }
}

async function main() {
  await cryptoReady;
  const store = openStore(join(folder, 'vault.db'));
  const stopped = new AbortController().signal;
  const report = (event, fields) => process.stderr.write(`${JSON.stringify({ event, ...fields })}\n`);
  const patience = new Patience({ report, stopped, pause: () => delay(10) });
  const [vault, outbox] = [patience.over(store.vault), patience.over(store.outbox)];
  const ports = {
    ...{ vault, outbox, report, stopped, writing: new Turn(), clock: () => Number(until) + 60 },
    entropy: (length) => new Uint8Array(randomBytes(length)),
  };
  const identity = await vault.identity();
  const person = { identity, zone };
  const ticks = () => performance.now();
  const noticed = await Noticed.open({ ...ports, findings: patience.over(store.findings), ticks });
  const seen = { ...ports, noticed, ticks };
  const tiles = async (path) => files.get(path);
  const follower = await LogFollower.resume({ ...seen, tiles }, identity.pins.policy);
  const drain = await Drain.start({ ...seen, link, follower, timeElsewhere: async () => undefined }, identity);
  try {
    const [paired] = await vault.wearables();
    const wearable = { history, live: () => undefined, close: async () => undefined };
    const idle = async () => undefined;
    const reading = {
      paired,
      memory: 'until-read',
      wearable,
      cursor: paired.cursor,
      onWrongFrom: idle,
      onStored: idle,
    };
    await takeHistory(ports, person, { reading, drift: 0 });
    await sealDueWindows(ports, person, false);
    drain.wake();
    await drain.settled();
    const sources = await loadSources(vault, { zone }, ['2026-03-09', '2026-03-12']);
    const measured = sources.flatMap(({ samples }) => samples);
    const counts = METRICS.map(
      (metric) => new Set(measured.filter((each) => each.metric === metric).map(({ start }) => start)).size,
    );
    process.send({
      counts,
      tally: await vault.sampleCounts(),
      outbox: await outbox.counts(),
      damaged: await vault.check(),
    });
  } finally {
    await drain.close();
    await store.vault.close();
    process.disconnect();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof AgentError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
