import { setTimeout as wait } from 'node:timers/promises';
import { parsePolicy, signToken } from '@fit4work/protocol';
import { expect } from 'vitest';
import { Enough } from './enough.js';
import { leafOf, payloadOf } from './kit.js';
import { writeSender } from './network.js';
import { freePort, killStarting, type Running, runToEnd } from './processes.js';
import { RotatingNetwork } from './rotating-network.js';
import { between, seeded } from './seeded.js';
import { SentLeaves } from './sent-leaves.js';

const CLIENTS = 3;
/** One kill in so many comes while the anchor starts. */
const STARTING = 6;
/** How long a start takes at most until the kill that is meant for it, in milliseconds. */
const LONGEST_START = 900;
/** How long an anchor may take after a start until all that it acknowledged is public, in milliseconds: a hang takes longer. */
const PATIENCE = 60_000;

export interface KillsOptions {
  readonly kills: number;
  readonly seed: number;
  /** Each so many kills the log is verified from its first leaf. */
  readonly wholeEvery: number;
}

export interface KillsOutcome {
  readonly kills: number;
  /** Those that came before the anchor listened. */
  readonly whileStarting: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** Leaves of the public log that were sent; each stands there once. */
  readonly found: number;
  /** Answers of HTTP other than 202. */
  readonly refused: number;
  readonly verifiedWhole: number;
}

/**
 * Kills an anchor again and again at moments that a seed decides, while leaves come over HTTP and over MQTT. After each kill
 * `fit4work-verify` finds the folder sound that it left, and once it has started again every leaf that was ever answered 202
 * stands in the public log, once.
 */
export async function killAnchor(options: KillsOptions): Promise<KillsOutcome> {
  const scene = await Scene.open(options);
  try {
    while (scene.kills < options.kills) await scene.round();
    return await scene.end();
  } finally {
    await scene.close();
  }
}

class Scene {
  readonly #net: RotatingNetwork;
  readonly #env: Readonly<Record<string, string>>;
  readonly #sender: ReturnType<typeof writeSender>;
  readonly #sent: SentLeaves;
  readonly #random: () => number;
  readonly #wholeEvery: number;
  readonly #counts = { kills: 0, whileStarting: 0, refused: 0, verifiedWhole: 0 };

  private constructor(
    net: RotatingNetwork,
    { seed, wholeEvery }: KillsOptions,
    made: { readonly policyText: string; readonly env: Readonly<Record<string, string>> },
  ) {
    this.#net = net;
    this.#random = seeded(seed);
    this.#wholeEvery = wholeEvery;
    this.#sender = writeSender(net.path('services.json'));
    this.#sent = new SentLeaves(net.path('log'), parsePolicy(made.policyText));
    this.#env = made.env;
  }

  /** Two witnesses, both of the quorum, a broker, and a log with its first leaves. libsodium must be ready. */
  static async open(options: KillsOptions): Promise<Scene> {
    const net = new RotatingNetwork();
    await net.open();
    const log = await net.makeKey('log.key', 'log.example/killed', 'log');
    const witnesses = [await net.makeWitness('council'), await net.makeWitness('university')];
    const policyText = net.writePolicy('policy', log, witnesses);
    await Promise.all(witnesses.map((witness) => net.startWitness(witness, 'policy')));
    // Nobody answers at the registry: services are known without it.
    const env = {
      FIT4WORK_ANCHOR_REGISTRY_URL: `http://127.0.0.1:${await freePort()}/v1/agents/key-set`,
      FIT4WORK_ANCHOR_SERVICES: net.path('services.json'),
    };
    const scene = new Scene(net, options, { policyText, env });
    const anchor = await net.startAnchor(env);
    await scene.#submit(anchor, scene.#sent.fresh(10));
    await scene.#untilPublic();
    await net.stop('anchor', 'SIGKILL');
    return scene;
  }

  get kills(): number {
    return this.#counts.kills;
  }

  /** A start, load, and a kill in it; or a kill in the start. */
  async round(): Promise<void> {
    if (between(this.#random, 1, STARTING) === 1) {
      const env = { ...this.#net.anchorEnv, ...this.#env };
      const ended = await killStarting('main.js', env, between(this.#random, 20, LONGEST_START));
      expect(ended).toBe('SIGKILL');
      this.#counts.whileStarting += 1;
    } else {
      await this.#killUnderLoad(await this.#startAgain());
    }
    this.#counts.kills += 1;
    await this.#verify(this.#counts.kills % this.#wholeEvery === 0);
  }

  /** Everything that was not acknowledged is sent again, as its senders do; then all of it has to be there. */
  async end(): Promise<KillsOutcome> {
    const anchor = await this.#startAgain();
    const open = this.#sent.open();
    for (let at = 0; at < open.length; at += 1024) await this.#submit(anchor, open.slice(at, at + 1024));
    await this.#untilPublic();
    expect(this.#sent.open()).toEqual([]);
    await this.#verify(true);
    const { count: sent, acknowledged, places } = this.#sent;
    return { ...this.#counts, sent, acknowledged: acknowledged.size, found: places.size };
  }

  close(): Promise<void> {
    return this.#net.close();
  }

  async #startAgain(): Promise<Running> {
    const anchor = await this.#net.startAnchor(this.#env);
    await this.#untilPublic();
    return anchor;
  }

  async #killUnderLoad(anchor: Running): Promise<void> {
    const enough = new Enough(between(this.#random, 1, 12));
    const gone = new AbortController();
    const load = [
      ...Array.from({ length: CLIENTS }, () => this.#httpClient(anchor, enough)),
      this.#mqttClient(enough, gone.signal),
    ];
    await enough.reached;
    await wait(between(this.#random, 0, 40));
    expect(await anchor.kill('SIGKILL')).toBe('SIGKILL');
    gone.abort();
    await Promise.all(load);
  }

  /** Submits until the anchor is gone. */
  async #httpClient(anchor: Running, enough: Enough): Promise<void> {
    try {
      for (;;) {
        await this.#submit(anchor, this.#some());
        enough.count();
      }
    } catch (error) {
      // What `fetch` says of a connection that broke.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  /** Publishes until the anchor is gone: what comes later waits at the broker. */
  async #mqttClient(enough: Enough, gone: AbortSignal): Promise<void> {
    while (!gone.aborted) {
      await this.#net.publish(payloadOf(this.#some().map(leafOf)));
      enough.count();
      await wait(between(this.#random, 5, 30));
    }
  }

  /** New leaves, now and then with some that were sent before. */
  #some(): number[] {
    const last = this.#sent.count - 1;
    const again = Array.from({ length: between(this.#random, 0, 3) }, () => between(this.#random, 0, last));
    return [...this.#sent.fresh(between(this.#random, 1, 24)), ...again];
  }

  async #submit({ port }: Running, numbers: readonly number[]): Promise<void> {
    const token = signToken(this.#sender, 'coach-api', Math.floor(Date.now() / 1000));
    const answer = await fetch(`http://127.0.0.1:${port}/v1/leaves`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(payloadOf(numbers.map(leafOf))),
    });
    // Acknowledged is what its sender knows to be: the status is enough, whatever becomes of the body.
    if (answer.status === 202) for (const number of numbers) this.#sent.acknowledged.add(number);
    else this.#counts.refused += 1;
    await answer.arrayBuffer();
  }

  async #untilPublic(): Promise<void> {
    const until = Date.now() + PATIENCE;
    while (!(await this.#sent.look())) {
      expect(Date.now(), 'an acknowledged leaf is missing').toBeLessThan(until);
      await wait(10);
    }
  }

  /** The folder as the kill left it, by the program that anybody runs. */
  async #verify(isWhole: boolean): Promise<void> {
    const path = (name: string): string => this.#net.path(name);
    const args = ['log', path('log'), '--policy', path('policy'), '--evidence', path('evidence'), '--json'];
    const { code, stdout, stderr } = await runToEnd('verify/main.js', [
      ...args,
      ...(isWhole ? [] : ['--state', path('verified.json')]),
    ]);
    expect([code, JSON.parse(stdout || '{}'), stderr]).toEqual([0, expect.objectContaining({ verdict: 'sound' }), '']);
    if (isWhole) this.#counts.verifiedWhole += 1;
  }
}
