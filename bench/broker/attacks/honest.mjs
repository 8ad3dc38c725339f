import { setTimeout as pause } from 'node:timers/promises';
import { Histogram } from '../../../load/dist/index.js';
import { cryptoReady } from '../../../protocol/dist/index.js';
import { Client } from '../client.mjs';
import { play } from '../player.mjs';
import { agentOf, collector } from '../registry.mjs';
import { publishPacket } from '../wire.mjs';

/* Agents that do what they should while others do not, and whoever takes what they send. */

const EVERY_MS = 100;
const PAYLOAD = 1_500;

/** What came of it so far. */
const seen = { sent: 0, confirmed: 0, delivered: 0, lost: 0, newcomers: 0, refused: 0 };
const [delay, coming] = [new Histogram(), new Histogram()];

let stopped = false;
/** @type {NodeJS.Timeout[]} */
const timers = [];
/** @type {Client[]} */
const clients = [];
/** @type {Promise<void> | undefined} */
let newcomer;

/** @param {Client} client */
function watch(client) {
  clients.push(client);
  client.closed.then(() => {
    if (!stopped) seen.lost += 1;
  });
}

/** An envelope each tenth of a second, timed from when it is due. @param {import('../client.mjs').Door} door @param {number} number */
async function publishSteadily(door, number) {
  const who = agentOf(number);
  const client = await Client.enter(door, { who, clean: true });
  watch(client);
  client.acknowledged = () => {
    seen.confirmed += 1;
  };
  const payload = Buffer.alloc(PAYLOAD, 0x5a);
  const begun = performance.now();
  let count = 0;
  const timer = setInterval(() => {
    for (; begun + count * EVERY_MS <= performance.now(); count += 1) {
      payload.writeDoubleBE(begun + count * EVERY_MS);
      seen.sent += 1;
      client.write(publishPacket(`f4w/v1/${who.name}/up/envelope`, payload, (count % 65_535) + 1));
    }
  }, EVERY_MS / 4);
  timers.push(timer);
}

/** Somebody who comes in anew each second, as after a night. @param {import('../client.mjs').Door} door @param {number} number */
async function comeAnew(door, number) {
  while (!stopped) {
    const begun = performance.now();
    seen.newcomers += 1;
    try {
      (await Client.enter(door, { who: agentOf(number), clean: true })).leave();
      coming.record((performance.now() - begun) * 1000);
    } catch {
      seen.refused += 1;
    }
    await pause(Math.max(0, begun + 1_000 - performance.now()));
  }
}

/** @param {{ door: import('../client.mjs').Door, agents: readonly number[] }} options the last of them is the newcomer */
async function begin({ door, agents }) {
  const takes = await Client.enter(door, { who: collector(), clean: false, filter: 'f4w/v1/+/up/#' });
  watch(takes);
  takes.delivered = (payload) => {
    // What attackers send is shorter, and is delivered too where it is lawful.
    if (payload.length !== PAYLOAD) return;
    seen.delivered += 1;
    delay.record((performance.now() - payload.readDoubleBE(0)) * 1000);
  };
  for (const number of agents.slice(0, -1)) await publishSteadily(door, number);
  newcomer = comeAnew(door, agents.at(-1) ?? 0);
}

/** Stops, waits for what is under way, and says what came of all. */
async function end() {
  for (const timer of timers) clearInterval(timer);
  for (let i = 0; i < 100 && (seen.delivered < seen.sent || seen.confirmed < seen.sent); i += 1) await pause(100);
  stopped = true;
  await newcomer;
  for (const client of clients) client.leave();
  const told = (/** @type {Histogram} */ histogram) => ({
    p50: histogram.quantile(0.5) / 1000,
    p99: histogram.quantile(0.99) / 1000,
    most: histogram.quantile(1) / 1000,
  });
  return { ...seen, delay: told(delay), coming: told(coming) };
}

await cryptoReady;
play({ begin, end });
