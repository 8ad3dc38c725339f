import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  encodeSeries,
  leafOf,
  METRICS,
  parseEnvelope,
  sealEnvelope,
  signingKey,
  signToken,
  TOPICS,
  toHex,
} from '@fit4work/protocol';
import { httpTiles, httpTime } from '../src/adapters/http.js';
import { MqttLink } from '../src/adapters/mqtt-link.js';
import type { DrainTimes } from '../src/core/drain-plan.js';
import { type Condition, type Finding, isCurrent } from '../src/core/findings.js';
import { Drain } from '../src/drain.js';
import { LogFollower } from '../src/log-follower.js';
import { Noticed } from '../src/noticed.js';
import type { Identity } from '../src/ports.js';
import { sealDueWindows } from '../src/seal-windows.js';
import type { Batch } from '../src/wearable-port.js';
import type { Network } from './network.js';
import { VaultWorld } from './vault-world.js';

/** Where the agent believes that the others are: a proxy may stand there. */
export interface Addresses {
  readonly broker: number;
  readonly log: number;
}

/** Seconds instead of minutes, so that a suite need not wait. */
const HASTY: DrainTimes = { resend: 1_000, poll: 1_500, overdue: 4_000, unreachable: 1_500 };

/** One event that the agent reported. */
export interface Event {
  readonly event: string;
  readonly code?: string | undefined;
}

/** An agent with its own vault on disk, in this process, enrolled in a network of processes. */
export class LiveAgent {
  readonly events: Event[] = [];
  /** Added to the machine's clock, in seconds. */
  clockOff = 0;
  readonly world: VaultWorld;
  readonly identity: Identity;
  #drain: Drain | undefined;
  #noticed: Noticed | undefined;

  private constructor(world: VaultWorld, identity: Identity) {
    this.world = world;
    this.identity = identity;
  }

  static async enrol(network: Network): Promise<LiveAgent> {
    const world = await VaultWorld.open();
    const identity = await network.enrol(world.person.identity);
    await world.ports.vault.saveIdentity(identity);
    return new LiveAgent(world, identity);
  }

  get drain(): Drain {
    if (this.#drain === undefined) throw new Error('the drain is not started');
    return this.#drain;
  }

  now(): number {
    return Math.floor(Date.now() / 1000) + this.clockOff;
  }

  async start(at: Addresses, times: DrainTimes = HASTY, patience = 2_000): Promise<void> {
    const { outbox } = this.world.ports;
    const username = toHex(this.identity.pseudonym);
    const key = signingKey(this.identity.agentSeed);
    const report = (event: string, { code }: { code?: string } = {}): unknown => this.events.push({ event, code });
    const [clock, ticks] = [(): number => this.now(), (): number => performance.now()];
    const log = `http://127.0.0.1:${at.log}/`;
    const link = new MqttLink({
      url: `mqtt://127.0.0.1:${at.broker}`,
      username,
      clientId: `${username}-1-run`,
      password: () => signToken(key, username, this.now()),
      subscriptions: [TOPICS.allDown(username), TOPICS.checkpoint],
      persistent: true,
      report,
      patience,
    });
    const noticed = await Noticed.open({ findings: this.world.store.findings, clock, ticks, report });
    this.#noticed = noticed;
    const seen = { outbox, noticed, ticks, report };
    const follower = await LogFollower.resume({ ...seen, tiles: httpTiles(log) }, this.identity.pins.policy);
    const ports = {
      ...seen,
      link,
      follower,
      clock,
      times,
      timeElsewhere: () => httpTime(log),
      isListed: async () => true,
    };
    this.#drain = await Drain.start(ports, this.identity);
  }

  /** Measures a stretch and seals what is due of it. @returns how many envelopes were made */
  async live(batch: Batch): Promise<number> {
    await this.world.read(batch);
    const person = { ...this.world.person, identity: this.identity };
    const made = await sealDueWindows(this.world.ports, person, false);
    this.#drain?.wake();
    return made;
  }

  /** Puts windows in which nothing was measured into the outbox. */
  async make(count: number): Promise<void> {
    const { outbox, entropy } = this.world.ports;
    let last = await outbox.head();
    const entries = Array.from({ length: count }, () => {
      const bytes = this.#envelope(last, entropy);
      const { windowStart } = parseEnvelope(bytes);
      last = { sequence: last.sequence + 1, leaf: leafOf(bytes) };
      return { ...last, bytes, windowStart };
    });
    await outbox.commit({ entries, positions: { raw: 0, hour: 0, day: 0 }, forgetBefore: '2000-01-01' });
    this.#drain?.wake();
  }

  #envelope(last: { sequence: number; leaf: Uint8Array }, entropy: (length: number) => Uint8Array): Uint8Array {
    const { pseudonym, agent, agentSeed } = this.identity;
    const windowStart = 1_790_000_100 + 900 * last.sequence;
    const boxes = METRICS.map((metric) => ({
      plaintext: encodeSeries({ metric, worn: [], samples: [] }, windowStart),
      dataKey: entropy(32),
      nonce: entropy(12),
    }));
    const place = { sequence: last.sequence + 1, previous: last.leaf, windowStart, granularity: 'raw' } as const;
    const header = { pseudonym, agent, ...place, revision: 0, salt: entropy(32) };
    return sealEnvelope(header, boxes, signingKey(agentSeed));
  }

  /** What is kept of it lags by a minute. */
  stands(code: Condition): boolean {
    return this.#noticed?.stands(code) === true;
  }

  findings(): Promise<readonly Finding[]> {
    return this.world.store.findings.findings();
  }

  async current(): Promise<readonly string[]> {
    return (await this.findings()).filter((each) => isCurrent(each, this.now())).map(({ code }) => code);
  }

  /** Bytes of the vault and everything beside it. */
  size(): number {
    const { folder } = this.world;
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  }

  async stop(): Promise<void> {
    await this.#drain?.close();
    this.#drain = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.world.close();
  }
}
