import { setTimeout as wait } from 'node:timers/promises';
import { entryHash, TreeEdge } from '@fit4work/protocol';
import mqtt from 'mqtt';
import { expect } from 'vitest';
import { between, leafOf, PostgresSharedLog, payloadOf, seeded } from '../../../anchor-service/test/index.js';
import type { PostgresServer } from '../../../coach-api/test/index.js';
import { type Name, other, TwoAnchors } from './two-anchors.js';

export type Blow = 'killed' | 'paused' | 'cut off';

export interface TakeOverOptions {
  /** What befalls whoever leads, one after the other. */
  readonly blows: readonly Blow[];
  readonly seed: number;
  /** How long one is paused. */
  readonly pauseMs: number;
}

export interface TakeOverOutcome {
  readonly blows: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** Checkpoints that were signed by anybody and went to a witness. */
  readonly signed: number;
  /** From the blow until the other leads, of each. */
  readonly seconds: readonly number[];
}

/**
 * Under load over HTTP and MQTT, kills, pauses and cuts off whoever leads of two anchors, at moments that a seed decides. The other leads each
 * time; the one that was paused or cut off ends by itself; every checkpoint that anybody ever signed is of one history, and
 * every leaf that was acknowledged stands in the public log, once.
 */
export async function takeOver(server: PostgresServer, options: TakeOverOptions): Promise<TakeOverOutcome> {
  const anchors = await TwoAnchors.open(server);
  const load = new Load(anchors, seeded(options.seed + 1));
  try {
    await anchors.start('first');
    await anchors.untilLeading('first');
    await anchors.start('second');
    await anchors.untilSaid('second', 'standing-by');
    await load.start();
    const seconds: number[] = [];
    const random = seeded(options.seed);
    for (const [i, blow] of options.blows.entries()) {
      await wait(between(random, 300, 1_500));
      seconds.push(await strike(anchors, i % 2 === 0 ? 'first' : 'second', { blow, pauseMs: options.pauseMs }));
      await anchors.untilPublic();
    }
    await load.stop();
    await settle(anchors, options.blows.length % 2 === 0 ? 'first' : 'second');
    const { signed, sent } = anchors;
    await assertOneHistory(server, anchors);
    return {
      ...{ blows: options.blows.length, sent: sent.count, acknowledged: sent.acknowledged.size },
      ...{ signed: signed.length, seconds },
    };
  } finally {
    await load.stop();
    await anchors.close();
  }
}

/** @returns seconds until the other leads; whoever was struck stands by again then */
async function strike(
  anchors: TwoAnchors,
  leader: Name,
  { blow, pauseMs }: { readonly blow: Blow; readonly pauseMs: number },
): Promise<number> {
  const struck = anchors.anchor(leader);
  const resumed = blow === 'paused' ? wait(pauseMs) : undefined;
  if (blow === 'killed') await struck.kill('SIGKILL');
  if (blow === 'paused') struck.child.kill('SIGSTOP');
  if (blow === 'cut off') anchors.gate(leader).cut();
  const milliseconds = await anchors.untilLeading(other(leader));
  await resumed;
  if (blow === 'paused') struck.child.kill('SIGCONT');
  if (blow !== 'killed') {
    expect(await anchors.untilEnded(leader)).toBe(1);
    expect(struck.stderr()).toContain('This anchor was superseded');
  }
  anchors.gate(leader).heal();
  await anchors.start(leader);
  await anchors.untilSaid(leader, 'standing-by');
  return milliseconds / 1_000;
}

/** All that was sent and is not public is sent again, as its senders do; then all of it has to be there. */
async function settle(anchors: TwoAnchors, leader: Name): Promise<void> {
  const { sent } = anchors;
  const open = sent.open();
  for (let at = 0; at < open.length; at += 1024) {
    expect(await anchors.submit(leader, open.slice(at, at + 1024))).toBe(202);
  }
  await anchors.untilPublic();
  expect(sent.open()).toEqual([]);
  await anchors.verify();
}

/** Holds each checkpoint that was signed against the batches as they are: its root is that of their beginning. */
async function assertOneHistory(server: PostgresServer, anchors: TwoAnchors): Promise<void> {
  const shared = await PostgresSharedLog.open(server.url(anchors.database));
  const roots = new Map<number, Uint8Array>();
  const edge = new TreeEdge();
  try {
    for (let height = 0; ; ) {
      const batches = await shared.batchesFrom(height, 100);
      if (batches.length === 0) break;
      for (const { block, entries } of batches) {
        for (const entry of entries) edge.append(entryHash(entry));
        roots.set(block.size, edge.root());
      }
      height += batches.length;
    }
  } finally {
    await shared.close();
  }
  for (const { size, root } of anchors.signed) expect([size, root]).toEqual([size, roots.get(size)]);
  expect(anchors.publishedSize()).toBe(edge.size);
}

/** Leaves over HTTP to both anchors, of which one takes them, and over MQTT to whichever hears the broker. */
class Load {
  readonly #anchors: TwoAnchors;
  readonly #random: () => number;
  #isOver = false;
  #client: mqtt.MqttClient | undefined;
  #loops: Promise<unknown> = Promise.resolve();

  constructor(anchors: TwoAnchors, random: () => number) {
    [this.#anchors, this.#random] = [anchors, random];
  }

  async start(): Promise<void> {
    this.#client = await mqtt.connectAsync(`mqtt://127.0.0.1:${this.#anchors.brokerPort}`, { protocolVersion: 4 });
    this.#loops = Promise.all([this.#overHttp('first'), this.#overHttp('second'), this.#overMqtt(this.#client)]);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#loops;
    await this.#client?.endAsync(true);
  }

  #some(): number[] {
    return this.#anchors.sent.fresh(between(this.#random, 1, 24));
  }

  async #overHttp(name: Name): Promise<void> {
    for (let numbers = this.#some(); !this.#isOver; ) {
      const status = await this.#anchors.submit(name, numbers);
      // What was not taken is sent again.
      if (status === 202) numbers = this.#some();
      else await wait(between(this.#random, 20, 100));
    }
  }

  async #overMqtt(client: mqtt.MqttClient): Promise<void> {
    while (!this.#isOver) {
      await client.publishAsync('f4w/v1/anchor/leaves', Buffer.from(payloadOf(this.#some().map(leafOf))), { qos: 1 });
      await wait(between(this.#random, 5, 30));
    }
  }
}
