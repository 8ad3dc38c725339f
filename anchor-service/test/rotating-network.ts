import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { parseSignedCheckpoint } from '@fit4work/protocol';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { payloadOf, temporaryFolder } from './kit.js';
import { type Ended, freePort, type Running, runToEnd, startProcess } from './processes.js';

export interface WitnessPlace {
  readonly name: string;
  /** Of its files: a witness that changes its key has two. */
  readonly file: string;
  readonly vkey: string;
  readonly port: number;
}

/** A real anchor, real witnesses with a policy file each, and a broker in the test's own process. */
export class RotatingNetwork {
  readonly #temporary = temporaryFolder();
  readonly #running = new Map<string, Running>();
  #broker: { readonly aedes: Aedes; readonly server: Server; readonly port: number } | undefined;
  #client: mqtt.MqttClient | undefined;

  path(...parts: string[]): string {
    return join(this.#temporary.path, ...parts);
  }

  async open(): Promise<void> {
    const port = await freePort();
    const aedes = await Aedes.createBroker();
    const server = createServer((socket) => void aedes.handle(socket)).listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#broker = { aedes, server, port };
    this.#client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4 });
  }

  /** @returns the vkey */
  async makeKey(file: string, name: string, type: 'log' | 'witness'): Promise<string> {
    const { stdout } = await runToEnd('keygen.js', ['--name', name, '--type', type, '--out', this.path(file)]);
    return stdout.trim();
  }

  async makeWitness(name: string, file = name): Promise<WitnessPlace> {
    const vkey = await this.makeKey(`${file}.key`, `${name}.example`, 'witness');
    const port = await freePort();
    const settings = { port, key: `${file}.key`, logs: `${file}.policy`, state: `${file}.json` };
    writeFileSync(this.path(`${file}.config`), JSON.stringify(settings));
    return { name, file, vkey, port };
  }

  /** Writes a policy of which every witness is the quorum. */
  writePolicy(file: string, log: string, witnesses: readonly WitnessPlace[]): string {
    const lines = witnesses.map(({ name, vkey, port }) => `witness ${name} ${vkey} http://127.0.0.1:${port}`);
    const group = `group everybody all ${witnesses.map(({ name }) => name).join(' ')}`;
    const text = [`log ${log}`, ...lines, group, 'quorum everybody', ''].join('\n');
    writeFileSync(this.path(file), text);
    return text;
  }

  /** Starts a witness, with a copy of a policy file the first time. */
  async startWitness(
    { file }: WitnessPlace,
    policy?: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Running> {
    if (policy !== undefined) copyFileSync(this.path(policy), this.path(`${file}.policy`));
    const started = await startProcess('witness/main.js', {
      FIT4WORK_WITNESS_CONFIG: this.path(`${file}.config`),
      ...more,
    });
    this.#running.set(file, started);
    return started;
  }

  /** What an anchor is told. */
  get anchorEnv(): Readonly<Record<string, string>> {
    return {
      FIT4WORK_ANCHOR_STATE: this.path('state'),
      FIT4WORK_ANCHOR_LOG_DIR: this.path('log'),
      FIT4WORK_ANCHOR_KEY: this.path('log.key'),
      FIT4WORK_ANCHOR_POLICY: this.path('policy'),
      FIT4WORK_ANCHOR_BROKER_URL: `mqtt://127.0.0.1:${this.#broker?.port}`,
      FIT4WORK_ANCHOR_BATCH_MS: '20',
    };
  }

  /** Starts the anchor, and waits until it hears the broker. */
  async startAnchor(more: Readonly<Record<string, string>> = {}): Promise<Running> {
    const anchor = await startProcess('main.js', { ...this.anchorEnv, ...more });
    this.#running.set('anchor', anchor);
    await this.untilSaid(anchor, 'broker-connected');
    return anchor;
  }

  async untilSaid(running: Running, word: string): Promise<void> {
    while (!running.stderr().includes(word)) await once(running.child.stderr ?? process.stderr, 'data');
  }

  async stop(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#running.get(name)?.kill(signal);
  }

  /** Sends leaves and waits until so many are under a checkpoint at the anchor's address. */
  async append(anchor: Running, leaves: readonly Uint8Array[], count: number): Promise<Uint8Array> {
    for (let at = 0; at < leaves.length; at += 1024) await this.publish(payloadOf(leaves.slice(at, at + 1024)));
    return this.untilLeaves(anchor, count);
  }

  /** Settles when the broker has a message with leaves. */
  async publish(payload: Uint8Array): Promise<void> {
    await this.#client?.publishAsync('f4w/v1/anchor/leaves', Buffer.from(payload), { qos: 1 });
  }

  /** Waits until so many leaves are published. @returns the checkpoint */
  async untilLeaves({ port }: Running, count: number): Promise<Uint8Array> {
    for (;;) {
      const status = await fetch(`http://127.0.0.1:${port}/v1/status`);
      const { size, leaves } = (await status.json()) as { readonly size: number; readonly leaves: number };
      const answer = await fetch(`http://127.0.0.1:${port}/checkpoint`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (leaves >= count && answer.ok && parseSignedCheckpoint(bytes).checkpoint.size >= size) return bytes;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  admin(...args: string[]): Promise<Ended> {
    return runToEnd('log-admin/main.js', args);
  }

  async close(): Promise<void> {
    await this.#client?.endAsync(true);
    await Promise.all([...this.#running.values()].map((running) => running.kill('SIGKILL')));
    await new Promise<void>((resolve) => this.#broker?.aedes.close(() => resolve()));
    await new Promise<void>((resolve) => this.#broker?.server.close(() => resolve()));
    this.#temporary.remove();
  }
}
