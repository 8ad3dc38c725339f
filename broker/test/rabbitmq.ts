import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

const deployed = (name: string): string => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');

/** Debian's RabbitMQ with the settings of `deploy/`, one node with a name service of its own, in a folder of its own. */
export class RabbitNode {
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'f4w-rabbitmq-'));
  readonly #environment: NodeJS.ProcessEnv;
  readonly #names: ChildProcess;
  #node: ChildProcess | undefined;

  private constructor(program: string, ports: { port: number; names: number; distribution: number }) {
    this.#program = program;
    this.port = ports.port;
    const { names, distribution } = ports;
    const file = (name: string): string => join(this.#folder, name);
    this.#environment = {
      ...{ PATH: process.env.PATH, HOME: this.#folder, RABBITMQ_NODENAME: 'f4w@localhost' },
      // What is started is then the virtual machine itself, and no shell that it would survive.
      ...{ RUNNING_UNDER_SYSTEMD: 'true', RABBITMQ_DIST_PORT: String(distribution) },
      ...{ RABBITMQ_MNESIA_BASE: file('data'), RABBITMQ_LOG_BASE: file('log') },
      ...{ RABBITMQ_CONFIG_FILE: file('rabbitmq'), RABBITMQ_ENABLED_PLUGINS_FILE: file('plugins') },
      ...{ ERL_EPMD_PORT: String(names), ERL_EPMD_ADDRESS: '127.0.0.1' },
    };
    this.#names = spawn('epmd', [], { env: this.#environment, stdio: 'ignore' });
  }

  readonly port: number;
  /** Its log. */
  lines = '';

  /** @param door port of the door that it asks */
  static async prepare(program: string, door: number): Promise<RabbitNode> {
    const ports = { port: await freePort(), names: await freePort(), distribution: await freePort() };
    const node = new RabbitNode(program, ports);
    const file = (name: string): string => join(node.#folder, name);
    const places = {
      'http://127.0.0.1:1884': `http://127.0.0.1:${door}`,
      '127.0.0.1:1885': `127.0.0.1:${node.port}`,
      '/etc/rabbitmq/fit4work-definitions.json': file('definitions.json'),
    };
    const settings = Object.entries(places).reduce(
      (text, [deploy, here]) => text.replaceAll(deploy, here),
      deployed('rabbitmq.conf'),
    );
    writeFileSync(file('rabbitmq.conf'), settings);
    writeFileSync(file('definitions.json'), deployed('rabbitmq-definitions.json'));
    writeFileSync(file('plugins'), '[rabbitmq_mqtt,rabbitmq_auth_backend_http].');
    return node;
  }

  /** Settles when it says that it is up: its port of MQTT answers before, and then closes. */
  async start(): Promise<void> {
    const node = spawn(this.#program, [], { env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#node = node;
    const before = this.lines.length;
    await new Promise<void>((resolve, reject) => {
      node.once('exit', () => reject(new TypeError(`RabbitMQ ended: ${this.lines}`)));
      for (const stream of [node.stdout, node.stderr]) {
        stream.on('data', (part) => {
          this.lines += String(part);
          if (this.lines.includes('completed with', before)) resolve();
        });
      }
    });
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.#node === undefined || this.#node.exitCode !== null || this.#node.signalCode !== null) return;
    const gone = once(this.#node, 'exit');
    this.#node.kill(signal);
    await gone;
  }

  async close(): Promise<void> {
    await this.kill('SIGKILL');
    const gone = once(this.#names, 'exit');
    this.#names.kill('SIGTERM');
    await gone;
    rmSync(this.#folder, { recursive: true });
  }
}
