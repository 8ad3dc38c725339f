import { Histogram } from '../../load/dist/index.js';
import { cryptoReady } from '../../protocol/dist/index.js';
import { Client } from './client.mjs';
import { play } from './player.mjs';
import { agentOf, collector } from './registry.mjs';
import { publishPacket } from './wire.mjs';

/*
 * Those who publish, and the one who takes it all, in a process of their own that is told by messages what to do. Whatever is due
 * is timed from the moment at which it was due, however late it was sent, to its delivery: what stalls counts for all that it delays.
 */

const PAYLOAD = 512;
/** Messages of one turn are told apart by their number, which stands first in the payload. */
const payload = Buffer.alloc(PAYLOAD, 0x5a);

/** @typedef {{ takes: Client, publishers: { client: Client, topic: string, next: number }[] }} Group */
/** @type {Map<string, Group>} by the name of their broker */
const groups = new Map();

/** @param {{ broker: string, port: number, publishers: number }} options */
async function connect({ broker, port, publishers }) {
  const takes = await Client.enter({ port }, { who: collector(), clean: false, filter: 'f4w/v1/+/up/#' });
  /** @type {Group} */
  const group = { takes, publishers: [] };
  for (let i = 0; i < publishers; i += 1) {
    const agent = agentOf(i);
    const client = await Client.enter({ port }, { who: agent, clean: true });
    group.publishers.push({ client, topic: `f4w/v1/${agent.name}/up/envelope`, next: 1 });
  }
  for (const one of [takes, ...group.publishers.map(({ client }) => client)])
    void one.closed.then(() => process.exit(0));
  groups.set(broker, group);
}

/** What came of the messages of one turn. */
class Turn {
  /** @type {Float64Array} */ #due;
  #acknowledged = 0;
  #seen;
  deliveries = new Histogram();
  confirmations = new Histogram();
  delivered = 0;
  doubled = 0;
  /** @type {() => void} */ #end = () => undefined;
  ended = new Promise((resolve) => {
    this.#end = () => resolve(undefined);
  });

  /** @param {number} messages */
  constructor(messages) {
    this.messages = messages;
    this.#due = new Float64Array(messages);
    this.#seen = new Uint8Array(messages);
  }

  /** @param {Group['publishers'][number]} publisher @param {number} number @param {number} due milliseconds */
  packetOf(publisher, number, due) {
    this.#due[number] = due;
    payload.writeUInt32BE(number);
    const packet = publishPacket(publisher.topic, payload, publisher.next);
    publisher.next = (publisher.next % 65_535) + 1;
    return packet;
  }

  /** @param {number} number */
  acknowledge(number) {
    this.confirmations.record((performance.now() - (this.#due[number] ?? 0)) * 1000);
    this.#acknowledged += 1;
    this.#look();
  }

  /** @param {Buffer} bytes */
  deliver(bytes) {
    const number = bytes.readUInt32BE(0);
    if (this.#seen[number] === 1) this.doubled += 1;
    else {
      this.#seen[number] = 1;
      this.delivered += 1;
      this.deliveries.record((performance.now() - (this.#due[number] ?? 0)) * 1000);
      this.#look();
    }
  }

  #look() {
    if (this.delivered === this.messages && this.#acknowledged === this.messages) this.#end();
  }
}

/** Each publisher has so many under way at all times, until all were sent. @param {Group} group @param {Turn} turn @param {number} inFlight */
function closedLoop({ publishers }, turn, inFlight) {
  let sent = 0;
  for (const publisher of publishers) {
    /** @type {number[]} */
    const under = [];
    const send = (/** @type {number} */ count) => {
      const packets = [];
      for (let i = 0; i < count && sent < turn.messages; i += 1) {
        under.push(sent);
        packets.push(turn.packetOf(publisher, sent, performance.now()));
        sent += 1;
      }
      if (packets.length > 0) publisher.client.write(Buffer.concat(packets));
    };
    let room = 0;
    publisher.client.acknowledged = () => {
      // Brokers confirm in the order in which they were sent to (MQTT 3.1.1, section 4.6).
      turn.acknowledge(under.shift() ?? 0);
      if (room === 0) {
        queueMicrotask(() => {
          send(room);
          room = 0;
        });
      }
      room += 1;
    };
    send(inFlight);
  }
}

/** Messages are due at a steady rate, whatever comes back. @param {Group} group @param {Turn} turn @param {number} rate a second */
function openLoop({ publishers }, turn, rate) {
  /** @type {number[][]} */
  const under = publishers.map(() => []);
  for (const [i, { client }] of publishers.entries()) {
    client.acknowledged = () => turn.acknowledge(under[i]?.shift() ?? 0);
  }
  const begun = performance.now();
  let sent = 0;
  const send = () => {
    const due = Math.min(turn.messages, 1 + Math.floor(((performance.now() - begun) * rate) / 1000));
    for (; sent < due; sent += 1) {
      const place = sent % publishers.length;
      const publisher = publishers[place];
      if (publisher === undefined) continue;
      under[place]?.push(sent);
      publisher.client.write(turn.packetOf(publisher, sent, begun + (sent * 1000) / rate));
    }
    if (sent < turn.messages) setTimeout(send, 1);
  };
  send();
}

/** @param {{ broker: string, messages: number, inFlight?: number, rate?: number }} options */
async function run({ broker, messages, inFlight, rate }) {
  const group = groups.get(broker);
  if (group === undefined) throw new Error(`nobody is connected to ${broker}`);
  const turn = new Turn(messages);
  group.takes.delivered = (bytes) => turn.deliver(bytes);
  const begun = performance.now();
  if (rate === undefined) closedLoop(group, turn, inFlight ?? 1);
  else openLoop(group, turn, rate);
  await turn.ended;
  const seconds = (performance.now() - begun) / 1000;
  const told = (/** @type {Histogram} */ histogram) => ({
    p50: histogram.quantile(0.5),
    p99: histogram.quantile(0.99),
  });
  const { deliveries, confirmations, doubled } = turn;
  return { seconds, doubled, delivery: told(deliveries), confirmation: told(confirmations) };
}

await cryptoReady;
play({ connect, run });
