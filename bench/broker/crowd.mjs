import { setTimeout as pause } from 'node:timers/promises';
import { cryptoReady } from '../../protocol/dist/index.js';
import { Client } from './client.mjs';
import { play } from './player.mjs';
import { agentOf } from './registry.mjs';
import { PING, publishPacket } from './wire.mjs';

/* Many agents in one process, each with a key, a token, a TLS connection and a session of its own, as edge-agent connects. */

const KEEP_ALIVE_S = 60;
const ENVELOPE = 1_500;
/** What edge-agent waits before it tries again, and before it takes what was not confirmed for lost. */
const WAITS = { first: 250, longest: 30_000, confirmation: 15_000 };

class CrowdAgent {
  /** @type {Client | undefined} */ #client;
  /** Whether the envelope of now was confirmed by the broker, and by whoever stores it. */
  #confirmed = false;
  #receipt = false;
  attempts = 0;
  sent = 0;

  /** @param {number} number */
  constructor(number) {
    this.number = number;
    this.who = agentOf(number);
  }

  get connected() {
    return this.#client !== undefined;
  }

  /** @param {import('./client.mjs').Door} door */
  async enter(door) {
    this.attempts += 1;
    const filter = `f4w/v1/${this.who.name}/down/#`;
    const client = await Client.enter(door, { who: this.who, clean: false, filter, keepAlive: KEEP_ALIVE_S });
    this.#client = client;
    client.closed.then(() => {
      if (this.#client === client) this.#client = undefined;
    });
  }

  ping() {
    this.#client?.write(PING);
  }

  leave() {
    this.#client?.leave();
  }

  /** Sends one envelope over as many connections as it takes until it is confirmed and has its receipt. @param {import('./client.mjs').Door} door */
  async deliver(door) {
    for (let wait = WAITS.first; !(this.#confirmed && this.#receipt); wait = Math.min(2 * wait, WAITS.longest)) {
      try {
        if (this.#client === undefined) await this.enter(door);
        await this.#send();
      } catch {
        await pause(wait);
      }
    }
  }

  /** Ends when both have come, or the connection has ended, or nothing came for long. */
  async #send() {
    const client = this.#client;
    if (client === undefined) return;
    const payload = Buffer.alloc(ENVELOPE, 0x5a);
    payload.writeUInt32BE(this.number);
    const told = new Promise((resolve) => {
      const look = () => this.#confirmed && this.#receipt && resolve(undefined);
      client.acknowledged = () => {
        this.#confirmed = true;
        look();
      };
      client.delivered = () => {
        this.#receipt = true;
        look();
      };
    });
    this.sent += 1;
    client.write(publishPacket(`f4w/v1/${this.who.name}/up/envelope`, payload, this.sent));
    await Promise.race([told, client.closed, pause(WAITS.confirmation)]);
  }
}

/** @type {CrowdAgent[]} */
let agents = [];

/** Connects agents, some at once. @param {{ door: import('./client.mjs').Door, first: number, count: number, atOnce: number }} options */
async function gather({ door, first, count, atOnce }) {
  agents = Array.from({ length: count }, (_, i) => new CrowdAgent(first + i));
  // Every agent speaks once in its keep-alive, and not all of them at once: also while others still come.
  let next = 0;
  setInterval(() => {
    const until = next + count / (KEEP_ALIVE_S * 4);
    for (; next < until; next += 1) agents[Math.floor(next) % count]?.ping();
  }, 200);
  const waiting = agents.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const agent of waiting) await agent.enter(door);
    }),
  );
}

/** Everybody comes back at the same moment with an envelope to send. @param {{ door: import('./client.mjs').Door }} options */
async function storm({ door }) {
  await Promise.all(agents.map((agent) => agent.deliver(door)));
  const sum = (/** @type {(agent: CrowdAgent) => number} */ of) => agents.reduce((all, agent) => all + of(agent), 0);
  return { attempts: sum(({ attempts }) => attempts - 1), sent: sum(({ sent }) => sent) };
}

const connected = async () => ({ connected: agents.filter(({ connected }) => connected).length });

await cryptoReady;
play({ gather, storm, connected });
