import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromHex, leafOf, parseEnvelope, signingKey, signReceipt, TOPICS, toHex } from '@fit4work/protocol';
import type { Identity } from '../src/ports.js';
import { SmallLog } from './fakes.js';
import { DAY, dayBounds, VaultWorld } from './vault-world.js';

/* One cycle of an agent in a process of its own, of whose calls to the file system one fails. */

const PROGRAM = fileURLToPath(new URL('./drain-cycle.mjs', import.meta.url));
const FILES = ['vault.db', 'vault.db-wal', 'vault.db-shm', 'vault.db-journal', 'vault.db-head'];
const CALLS = [
  'openat',
  'pread64',
  'read',
  'pwrite64',
  'write',
  'fsync',
  'fdatasync',
  'ftruncate',
  'fallocate',
  'unlink',
];
/** A cycle that ended hears nothing any more. */
const NOT_WAITED = (): undefined => undefined;
const HOURS = 3;
const COACH = signingKey(new Uint8Array(32).fill(3));
const ZONE = 'Europe/Brussels';

export interface Failure {
  readonly call: string;
  /** The how manieth of its kind. */
  readonly when: number;
  readonly error: 'EIO' | 'ENOSPC';
}

interface CycleEnd {
  readonly code: number | null;
  readonly said: string;
  readonly result: CycleResult | undefined;
}

interface CycleResult {
  readonly counts: readonly number[];
  readonly tally: unknown;
  readonly outbox: { readonly envelopes: number; readonly received: number; readonly proven: number };
  readonly damaged: readonly string[];
}

/** The vault of somebody whose wearable holds three hours. */
export class FailingDisk {
  readonly #world: VaultWorld;
  readonly #identity: Identity;

  private constructor(world: VaultWorld, identity: Identity) {
    this.#world = world;
    this.#identity = identity;
  }

  static async make(): Promise<FailingDisk> {
    const world = await VaultWorld.open();
    const pins = { ...world.person.identity.pins, coachSigningKey: COACH.publicKey, policy: new SmallLog().policy };
    const identity = { ...world.person.identity, pins };
    await world.ports.vault.saveIdentity(identity);
    await world.ports.vault.close();
    return new FailingDisk(world, identity);
  }

  /** The calls of one undisturbed cycle that touch the vault's files. */
  async calls(): Promise<readonly Omit<Failure, 'error'>[]> {
    const trace = join(this.#world.folder, 'trace');
    await this.#on(this.#copy(), async (folder, outside) => this.#run(folder, outside, ['-o', trace]));
    const seen = new Map<string, number>();
    for (const line of readFileSync(trace, 'utf8').split('\n')) {
      const call = /^\d+ +(\w+)\(/.exec(line)?.[1];
      if (call !== undefined) seen.set(call, (seen.get(call) ?? 0) + 1);
    }
    return [...seen].flatMap(([call, count]) => Array.from({ length: count }, (_, i) => ({ call, when: i + 1 })));
  }

  /** A cycle in which that call fails, and one more in which none does. @returns what is wrong then; undefined if nothing */
  async survive({ call, when, error }: Failure): Promise<string | undefined> {
    return this.#on(this.#copy(), async (folder, outside) => {
      const inject = ['-o', '/dev/null', '-e', `inject=${call}:error=${error}:when=${when}`];
      const first = await this.#run(folder, outside, inject);
      if (/\n\s+at |SqliteError/.test(first.said)) return `ended with a stack: ${first.said}`;
      const last = first.result ?? (await this.#run(folder, outside)).result;
      return outside.judge(last);
    });
  }

  close(): void {
    rmSync(this.#world.folder, { recursive: true });
  }

  #copy(): string {
    const copy = mkdtempSync(join(tmpdir(), 'failing-'));
    for (const name of FILES) {
      if (existsSync(join(this.#world.folder, name))) copyFileSync(join(this.#world.folder, name), join(copy, name));
    }
    return copy;
  }

  async #on<T>(folder: string, use: (folder: string, outside: Outside) => Promise<T>): Promise<T> {
    try {
      return await use(folder, new Outside(this.#identity));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  #run(folder: string, outside: Outside, traced?: readonly string[]): Promise<CycleEnd> {
    const { start } = dayBounds(DAY);
    const cycle = [process.execPath, PROGRAM, folder, ZONE, String(start), String(start + HOURS * 3600)];
    const paths = FILES.flatMap((name) => ['-P', join(folder, name)]);
    const line = traced
      ? ['strace', '-f', '-qq', '-e', `trace=${CALLS.join(',')}`, ...paths, ...traced, ...cycle]
      : cycle;
    const [program = '', ...args] = line;
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
      let said = '';
      let result: CycleResult | undefined;
      child.stderr?.on('data', (part) => {
        said += String(part);
      });
      child.on('message', (message: Message | CycleResult) => {
        if ('topic' in message) for (const answer of outside.take(message)) child.send(answer, NOT_WAITED);
        else result = message;
      });
      child.on('error', reject).on('close', (code) => resolve({ code, said, result }));
    });
  }
}

interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly tiles?: readonly (readonly [string, string])[];
}

const NO_PAST = { past: { envelopes: 0, proven: 0 } };
const NO_RECORDS = { recordsWaiting: 0, recordsUnreceived: 0, recordsUnproven: 0 };

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Broker, coach API and log: they keep what they were given whatever becomes of the agent. */
class Outside {
  readonly #identity: Identity;
  readonly #log = new SmallLog();
  readonly #envelopes: Uint8Array[] = [];
  readonly #logged = new Set<string>();
  #wrong: string | undefined;

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  take({ topic, payload }: Message): readonly Message[] {
    const bytes = new Uint8Array(Buffer.from(payload, 'base64'));
    if (topic === TOPICS.leaves) return [this.#anchor(bytes)];
    return topic.endsWith('/envelope') ? this.#store(bytes) : [this.#receipt([leafOf(bytes)])];
  }

  judge(result: CycleResult | undefined): string | undefined {
    const minutes = HOURS * 60;
    const envelopes = HOURS * 5;
    const right = {
      counts: [minutes, minutes, 0],
      tally: { steps: minutes, 'heart-rate': minutes, sleep: 0 },
      outbox: { envelopes, received: envelopes, proven: envelopes, ...NO_PAST, ...NO_RECORDS },
      damaged: [],
    };
    if (this.#wrong !== undefined) return this.#wrong;
    if (this.#envelopes.length !== envelopes || this.#logged.size !== envelopes) return 'not everything was delivered';
    const came = JSON.stringify(result);
    return came === JSON.stringify(right) ? undefined : `it came to ${came}`;
  }

  #anchor(leaves: Uint8Array): Message {
    for (let at = 0; at < leaves.length; at += 32) {
      const leaf = toHex(leaves.slice(at, at + 32));
      if (this.#logged.has(leaf)) continue;
      this.#logged.add(leaf);
      this.#log.append(fromHex(leaf));
    }
    const tiles = [...this.#log.files].map(([path, bytes]) => [path, base64(bytes)] as const);
    return { topic: TOPICS.checkpoint, payload: base64(this.#log.checkpoint()), tiles };
  }

  #store(bytes: Uint8Array): readonly Message[] {
    const { sequence } = parseEnvelope(bytes);
    const known = this.#envelopes[sequence - 1];
    if (known === undefined && sequence === this.#envelopes.length + 1) this.#envelopes.push(bytes);
    else if (known === undefined) return [];
    else if (Buffer.compare(known, bytes) !== 0) this.#wrong = `envelope ${sequence} was made twice`;
    return [this.#receipt([])];
  }

  #receipt(records: readonly Uint8Array[]): Message {
    const { pseudonym, agent } = this.#identity;
    const [last, sequence] = [this.#envelopes.at(-1), this.#envelopes.length];
    const leaf = last === undefined ? new Uint8Array(32) : leafOf(last);
    const receipt = { pseudonym, agent, sequence, leaf, records, time: 1 };
    return { topic: TOPICS.down(toHex(pseudonym), 'receipt'), payload: base64(signReceipt(receipt, COACH)) };
  }
}
