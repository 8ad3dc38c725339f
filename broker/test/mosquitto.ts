import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const deployed = (name: string): URL => new URL(`../../deploy/${name}`, import.meta.url);

/** Debian's Mosquitto with the settings of `deploy/`, in a folder of its own. */
export class Mosquitto {
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'f4w-mosquitto-'));
  #process: ChildProcess | undefined;

  constructor(program: string) {
    this.#program = program;
    const places = {
      '/run/mosquitto-behind/broker.sock': this.socket,
      '/etc/mosquitto/fit4work.acl': join(this.#folder, 'acl'),
      '/var/lib/mosquitto/': `${this.#folder}/`,
    };
    const settings = Object.entries(places).reduce(
      (text, [deploy, here]) => text.replace(deploy, here),
      readFileSync(deployed('mosquitto.conf'), 'utf8'),
    );
    // As root it would become another user, who cannot read this folder.
    writeFileSync(join(this.#folder, 'conf'), `${process.getuid?.() === 0 ? 'user root\n' : ''}${settings}`);
    writeFileSync(join(this.#folder, 'acl'), readFileSync(deployed('mosquitto.acl')));
  }

  get socket(): string {
    return join(this.#folder, 'broker.sock');
  }

  /** Its log. */
  lines = '';

  async start(): Promise<void> {
    const child = spawn(this.#program, ['-c', join(this.#folder, 'conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    child.stderr?.on('data', (part) => {
      this.lines += String(part);
    });
    while (!(await answers(this.socket))) {
      if (child.exitCode !== null) throw new TypeError(`Mosquitto ended: ${this.lines}`);
      await pause(20);
    }
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.#process === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill(signal);
    await gone;
  }

  async close(): Promise<void> {
    await this.kill('SIGTERM');
    rmSync(this.#folder, { recursive: true });
  }
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ path }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
