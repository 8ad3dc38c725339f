import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { anchorGarbage, bytesOf, type Garbage, witnessGarbage } from './garbage.js';
import { leavesOf } from './kit.js';
import { type Memory, MemorySamples } from './memory-samples.js';
import { writeSender } from './network.js';
import { freePort, type Running } from './processes.js';
import { RotatingNetwork } from './rotating-network.js';
import { between, seeded } from './seeded.js';

const ORIGIN = 'log.example/flooded';
/** Whoever keeps more than this on its heap ends: it is a fraction of what comes. */
const HEAP = { NODE_OPTIONS: '--max-old-space-size=96' };
const SAMPLE_MS = 50;
const MIB = 1024 * 1024;

export interface FloodOutcome {
  readonly requests: number;
  readonly messages: number;
  readonly mebibytes: number;
  /** How many answers of each status, 0 for a connection that ended without one. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly anchor: Memory;
  readonly witness: Memory;
}

/**
 * Floods an anchor and a witness, processes of their own, with garbage over HTTP and MQTT. After it leaves have to go all the way
 * to a witnessed checkpoint.
 */
export async function flood(options: { seconds: number; seed: number }): Promise<FloodOutcome> {
  const net = new RotatingNetwork();
  await net.open();
  try {
    const log = await net.makeKey('log.key', ORIGIN, 'log');
    const council = await net.makeWitness('council');
    net.writePolicy('policy', log, [council]);
    const witness = await net.startWitness(council, 'policy', HEAP);
    const sender = writeSender(net.path('services.json'));
    const anchor = await net.startAnchor({
      ...HEAP,
      FIT4WORK_ANCHOR_REGISTRY_URL: `http://127.0.0.1:${await freePort()}/v1/agents/key-set`,
      FIT4WORK_ANCHOR_SERVICES: net.path('services.json'),
    });
    // The events of a flood are many: nobody keeps them here.
    for (const { child } of [anchor, witness]) child.stderr?.removeAllListeners('data').resume();
    const stream = new Stream(options);
    const [ofAnchor, ofWitness] = [new MemorySamples(anchor), new MemorySamples(witness)];
    await Promise.all([
      ...[1, 2, 3].map(() => stream.requests(anchor, (random) => anchorGarbage(random, sender))),
      ...[1, 2, 3].map(() => stream.requests(witness, (random) => witnessGarbage(random, ORIGIN))),
      ...[anchor, witness].map((running) => stream.connections(running)),
      stream.messages(net),
      stream.watch([ofAnchor, ofWitness]),
    ]);
    stream.close();
    await net.append(anchor, leavesOf(0, 100), 100);
    return { ...stream.counts(), anchor: ofAnchor.summary(), witness: ofWitness.summary() };
  } finally {
    await net.close();
  }
}

class Stream {
  readonly #until: number;
  readonly #random: () => number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly #statuses: Record<number, number> = {};
  readonly #counts = { requests: 0, messages: 0, bytes: 0 };

  constructor({ seconds, seed }: { seconds: number; seed: number }) {
    this.#until = Date.now() + seconds * 1000;
    this.#random = seeded(seed);
  }

  counts(): Pick<FloodOutcome, 'requests' | 'messages' | 'mebibytes' | 'statuses'> {
    const { bytes, ...counts } = this.#counts;
    return { ...counts, mebibytes: Math.round(bytes / MIB), statuses: this.#statuses };
  }

  close(): void {
    this.#agent.destroy();
  }

  async requests({ port }: Running, make: (random: () => number) => Garbage): Promise<void> {
    while (Date.now() < this.#until) {
      const garbage = make(this.#random);
      const status = await this.#ask(port, garbage);
      this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
      this.#counts.requests += 1;
      this.#counts.bytes += garbage.body.length;
    }
  }

  /** Connections that say nothing that ends, and that are gone or stay. */
  async connections({ port }: Running): Promise<void> {
    while (Date.now() < this.#until) {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => undefined).resume();
      const head = `POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n`;
      socket.write(between(this.#random, 0, 1) === 0 ? head : bytesOf(this.#random, 9000));
      if (between(this.#random, 0, 1) === 0) socket.end();
      else setTimeout(() => socket.destroy(), between(this.#random, 0, 900));
      await wait(between(this.#random, 1, 20));
    }
  }

  /** Messages of any length on the topic of leaves, of which almost none has whole leaves. */
  async messages(net: RotatingNetwork): Promise<void> {
    while (Date.now() < this.#until) {
      const payload = bytesOf(this.#random, between(this.#random, 0, 9) === 0 ? 200_000 : 3_000);
      if (payload.length % 32 === 0) continue;
      await net.publish(payload);
      this.#counts.messages += 1;
      this.#counts.bytes += payload.length;
    }
  }

  async watch(processes: readonly MemorySamples[]): Promise<void> {
    while (Date.now() < this.#until) {
      for (const process of processes) process.take();
      await wait(SAMPLE_MS);
    }
  }

  /** Half of them on connections that stay, half from ever other addresses of this machine. */
  #ask(port: number, { method, path, headers, body }: Garbage): Promise<number> {
    const stays = between(this.#random, 0, 1) === 0;
    const localAddress = `127.${[1, 2, 3].map(() => between(this.#random, 1, 254)).join('.')}`;
    const from = stays ? { agent: this.#agent } : { agent: false, localAddress };
    return new Promise((resolve) => {
      const asked = request({ host: '127.0.0.1', port, method, path, ...from }, (answer) => {
        answer.on('error', () => undefined).resume();
        answer.once('close', () => resolve(answer.statusCode ?? 0));
      });
      asked.once('error', () => resolve(0));
      for (const [name, value] of Object.entries(headers)) asked.setHeader(name, value);
      asked.end(body);
    });
  }
}
