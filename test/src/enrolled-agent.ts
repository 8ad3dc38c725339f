import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Network } from '../../edge-agent/test/index.js';
import { type Child, run, stop } from './children.js';

const AGENT = fileURLToPath(new URL('../../edge-agent/dist/main.js', import.meta.url));

/** What a command said and how it ended. */
interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** An agent as its program, in folders of its own. */
export class EnrolledAgent {
  readonly folder = mkdtempSync(join(tmpdir(), 'enrolled-'));
  readonly state = join(this.folder, 'state');
  readonly passphrase = ['--passphrase-file', join(this.folder, 'passphrase')];
  /** A controller that nobody has. */
  readonly env: NodeJS.ProcessEnv = { FIT4WORK_AGENT_STATE: this.state, FIT4WORK_HCI: 'tcp:127.0.0.1:9' };
  #running: Child | undefined;

  constructor() {
    mkdirSync(this.state, { mode: 0o700 });
    writeFileSync(join(this.folder, 'passphrase'), 'vier woorden volstaan hier\n');
  }

  async enrol(network: Network): Promise<void> {
    const invitation = join(this.folder, 'invitation.json');
    writeFileSync(invitation, await network.invite());
    await this.command('enrol', invitation, '--unattended', ...this.passphrase);
  }

  /** Runs a command to its end, whatever that is. */
  said(...args: readonly string[]): Promise<Said> {
    return new Promise((resolve) => {
      execFile(process.execPath, [AGENT, ...args], { env: this.env }, (failed, out, error) => {
        resolve({ code: failed === null ? 0 : Number(failed.code), out, error });
      });
    });
  }

  /** The document of a command that succeeds. */
  async command(...args: readonly string[]): Promise<Record<string, unknown>> {
    const { code, out, error } = await this.said(...args, '--json');
    if (code !== 0) throw new Error(`${args[0]} failed: ${out}${error}`);
    return JSON.parse(out);
  }

  /** Starts `run` without the page, whose port others may have. */
  run(...args: readonly string[]): Child {
    this.#running = run(process.execPath, [AGENT, 'run', '--no-page', ...args], this.env);
    return this.#running;
  }

  async close(): Promise<void> {
    await stop(this.#running);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
