import { setTimeout as pause } from 'node:timers/promises';
import { openCertificate } from './certificate.mjs';
import { Client } from './client.mjs';
import { Player } from './player.mjs';
import { cpuOf, filesOf, memoryOf, startOurs } from './processes.mjs';
import { collector, openRegistry } from './registry.mjs';
import { publishPacket } from './wire.mjs';

/*
 * As many agents as a city has, each over TLS 1.3 with a token of its own, in processes beside the broker: what they cost while
 * they say nothing but that they are there, and what becomes of it when the broker dies and all of them come back at once.
 */

/**
 * @typedef {object} Sizes
 * @property {number} [idle] agents
 * @property {number} [seconds] for which they are looked at
 * @property {number} [storm] agents
 * @property {number} [processes] that play them
 */

/** Handshakes under way in one process while a crowd gathers, which is no storm. */
const AT_ONCE = 50;
const MOST_MIB = 600;
const MOST_STORM_S = 60;

/** @param {number} value */
const round3 = (value) => Number(value.toPrecision(3));

/** @param {number} agents @param {string} port */
async function openRoom(agents, port = '0') {
  const registry = await openRegistry(agents);
  const { ca, ...files } = openCertificate(registry.root);
  const settings = {
    FIT4WORK_BROKER_PORT: port,
    FIT4WORK_BROKER_TLS_CERT: files.cert,
    FIT4WORK_BROKER_TLS_KEY: files.key,
    FIT4WORK_BROKER_CONNECTIONS: `${agents + 100}`,
  };
  return { registry, ca, settings, broker: await startOurs(registry, settings) };
}

/** @param {import('./client.mjs').Door} door @param {number} agents @param {number} processes */
async function gather(door, agents, processes) {
  const crowds = Array.from({ length: processes }, () => new Player(new URL('crowd.mjs', import.meta.url)));
  const each = agents / processes;
  await Promise.all(
    crowds.map((crowd, i) => crowd.ask({ gather: { door, first: i * each, count: each, atOnce: AT_ONCE } })),
  );
  return crowds;
}

/** @param {number} agents @param {number} seconds @param {number} processes */
async function idleRow(agents, seconds, processes) {
  const { registry, ca, broker } = await openRoom(agents);
  /** @type {Player[]} */
  let crowds = [];
  try {
    const empty = memoryOf(broker.pid);
    const begun = performance.now();
    crowds = await gather({ port: broker.port, ca }, agents, processes);
    const [took, gathered] = [(performance.now() - begun) / 1000, cpuOf(broker.pid)];
    let most = 0;
    for (let second = 0; second < seconds; second += 1) {
      most = Math.max(most, memoryOf(broker.pid));
      await pause(1_000);
    }
    const busy = (cpuOf(broker.pid) - gathered) / seconds;
    const answers = await Promise.all(crowds.map((crowd) => crowd.ask({ connected: {} })));
    const stayed = answers.reduce((sum, { connected }) => sum + connected, 0);
    if (stayed !== agents) throw new Error(`of ${agents} agents that were connected ${stayed} are left`);
    const each = ((most - empty) * 1024) / agents;
    return {
      ...{ name: `idle-${agents}`, unit: 'MiB', ours: round3(most), ceiling: MOST_MIB },
      note: `the most in ${seconds} s; ${round3(each)} KiB an agent; ${filesOf(broker.pid)} files; all came in ${round3(took)} s and ${round3(gathered)} s of a core; idle ${round3(busy * 100)} % of a core`,
    };
  } finally {
    for (const crowd of crowds) await crowd.stop();
    await broker.stop();
    await registry.close();
  }
}

/** Who takes envelopes and gives a receipt for each, until it is told to leave. @param {import('./client.mjs').Door} door @param {Map<number, number>} taken how often each came */
async function takeAll(door, taken) {
  const client = await Client.enter(door, { who: collector(), clean: false, filter: 'f4w/v1/+/up/#' });
  let receipts = 0;
  client.delivered = (payload, topic) => {
    const number = payload.readUInt32BE(0);
    taken.set(number, (taken.get(number) ?? 0) + 1);
    receipts = (receipts % 65_535) + 1;
    client.write(publishPacket(topic.replace('/up/envelope', '/down/receipt'), Buffer.from('receipt'), receipts));
  };
  return client;
}

/** @param {number} agents @param {number} processes */
async function stormRows(agents, processes) {
  const room = await openRoom(agents);
  const { registry, ca } = room;
  let { broker } = room;
  const door = { port: broker.port, ca };
  /** @type {Player[]} */
  let crowds = [];
  try {
    crowds = await gather(door, agents, processes);
    await broker.stop('SIGKILL');
    broker = await startOurs(registry, { ...room.settings, FIT4WORK_BROKER_PORT: `${door.port}` });
    const begun = performance.now();
    /** @type {Map<number, number>} */
    const taken = new Map();
    const [answers, client] = await Promise.all([
      Promise.all(crowds.map((crowd) => crowd.ask({ storm: { door } }))),
      takeAll(door, taken),
    ]);
    const took = (performance.now() - begun) / 1000;
    client.leave();
    const sum = (/** @type {'attempts' | 'sent'} */ what) => answers.reduce((all, one) => all + one[what], 0);
    const twice = [...taken.values()].reduce((all, times) => all + times - 1, 0);
    return [
      {
        ...{ name: `storm-${agents}`, unit: 's', ours: round3(took), ceiling: MOST_STORM_S },
        note: `from the broker’s start after kill -9 to the last receipt; ${sum('attempts')} connections, ${sum('sent')} envelopes sent, ${twice} taken twice; ${round3(cpuOf(broker.pid))} s of a core, ${round3(memoryOf(broker.pid))} MiB`,
      },
      { name: `storm-${agents}-lost`, unit: 'envelopes', ours: agents - taken.size, ceiling: 0 },
    ];
  } finally {
    for (const crowd of crowds) await crowd.stop();
    await broker.stop();
    await registry.close();
  }
}

/** @param {Sizes} [sizes] */
export const manyAgents = async ({ idle = 10_000, seconds = 70, storm = 2_000, processes = 2 } = {}) => [
  await idleRow(idle, seconds, processes),
  ...(await stormRows(storm, processes)),
];
