import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Checkpoint,
  encodeVkey,
  type NoteSigner,
  noteSigner,
  parsePolicy,
  parseSignedCheckpoint,
} from '@fit4work/protocol';
import type { FastifyInstance } from 'fastify';
import { writeSigner } from '../src/adapters/key-file.js';
import { EvidenceFolder } from '../src/evidence/evidence-folder.js';
import { buildWitnessApp } from '../src/witness/app.js';
import { WitnessStateFile } from '../src/witness/state-file.js';
import { History } from './history.js';
import { leafOf, NOW, ORIGIN, quiet, temporaryFolder } from './kit.js';
import { type Running, startProcess } from './processes.js';

/** A folder with the key of a witness, the log that it follows, and what that log could have signed. libsodium must be ready. */
export class WitnessWorld {
  readonly log: NoteSigner = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(1));
  readonly signer: NoteSigner = noteSigner('council.example', 4, new Uint8Array(32).fill(10));
  readonly honest: History;
  readonly #temporary = temporaryFolder();
  #running: Running | undefined;

  constructor(leaves: number) {
    this.honest = new History(this.log, leaves, leafOf);
    writeSigner(this.path('key'), { name: 'council.example', type: 4, seed: new Uint8Array(32).fill(10) });
    writeFileSync(this.path('logs'), `log ${encodeVkey(this.log.key)}\nquorum none\n`);
  }

  path(name: string): string {
    return join(this.#temporary.path, name);
  }

  async start(env: Readonly<Record<string, string>> = {}): Promise<Running> {
    this.#running = await startProcess('witness/main.js', { ...this.environment(), ...env });
    return this.#running;
  }

  /** The witness within this process: what another would find on disk. */
  open(): FastifyInstance {
    const { logs } = parsePolicy(readFileSync(this.path('logs'), 'utf8'));
    const state = new WitnessStateFile(this.path('state.json'), this.signer.key);
    const evidence = new EvidenceFolder(this.path('evidence'));
    return buildWitnessApp({ signer: this.signer, logs, state, evidence, clock: () => NOW, journal: quiet });
  }

  environment(): Record<string, string> {
    return {
      FIT4WORK_WITNESS_KEY: this.path('key'),
      FIT4WORK_WITNESS_LOG_VKEYS: this.path('logs'),
      FIT4WORK_WITNESS_STATE: this.path('state.json'),
      FIT4WORK_WITNESS_EVIDENCE: this.path('evidence'),
      FIT4WORK_WITNESS_RATE: '100000',
    };
  }

  get url(): string {
    return `http://127.0.0.1:${this.#running?.port}`;
  }

  async post(body: Uint8Array): Promise<{ status: number; body: string }> {
    const response = await fetch(`${this.url}/add-checkpoint`, { method: 'POST', body: new Uint8Array(body) });
    return { status: response.status, body: await response.text() };
  }

  /** What the witness shows as cosigned last. */
  async recorded(): Promise<Checkpoint | undefined> {
    const hex = createHash('sha256').update(ORIGIN).digest('hex');
    const response = await fetch(`${this.url}/${hex}/checkpoint`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return response.ok ? parseSignedCheckpoint(bytes).checkpoint : undefined;
  }

  async alarms(): Promise<number> {
    const response = await fetch(`${this.url}/healthz`);
    const { alarms } = (await response.json()) as { alarms: number };
    return alarms;
  }

  /** The files of each case of evidence. */
  evidence(): { name: string; read: (file: string) => Uint8Array }[] {
    const folder = this.path('evidence');
    return readdirSync(folder).map((name) => ({
      name,
      read: (file) => new Uint8Array(readFileSync(join(folder, name, file))),
    }));
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | string | null> {
    return this.#running?.kill(signal) ?? Promise.resolve(null);
  }

  async remove(): Promise<void> {
    await this.kill();
    this.#temporary.remove();
  }
}
