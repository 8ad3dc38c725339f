import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parsePolicy, parseSignedCheckpoint, signToken } from '@fit4work/protocol';
import { expect } from 'vitest';
import {
  leafOf,
  payloadOf,
  type Running,
  runToEnd,
  SentLeaves,
  startBroker,
  startNetwork,
  startProcess,
  type TestBroker,
  type TestNetwork,
} from '../../../anchor-service/test/index.js';
import type { PostgresServer } from '../../../coach-api/test/index.js';
import { CutGate } from './cut-gate.js';
import { WitnessRecorder } from './witness-recorder.js';

export type Name = 'first' | 'second';
export const other = (name: Name): Name => (name === 'first' ? 'second' : 'first');

/** What an anchor that takes longer than this hangs. */
const PATIENCE_MS = 60_000;
const WITNESSES = ['council', 'university', 'city'];

interface Parts {
  readonly net: TestNetwork;
  readonly broker: TestBroker;
  readonly gates: Readonly<Record<Name, CutGate>>;
  readonly recorders: readonly WitnessRecorder[];
  readonly database: string;
}

/** Two anchors of one log as processes: a database behind a gate for each, a log folder that both have, three witnesses, a broker. */
export class TwoAnchors {
  readonly sent: SentLeaves;
  readonly #parts: Parts;
  readonly #running = new Map<Name, Running>();

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.sent = new SentLeaves(parts.net.path('log'), parsePolicy(parts.net.policyText));
  }

  static async open(server: PostgresServer): Promise<TwoAnchors> {
    const socket = join(server.folder, '.s.PGSQL.5432');
    const [net, database] = [await startNetwork(), await server.createDatabase()];
    const broker = await startBroker(Number(new URL(net.anchorEnv.FIT4WORK_ANCHOR_BROKER_URL ?? '').port));
    const gates = { first: await CutGate.open(socket), second: await CutGate.open(socket) };
    const recorders = await Promise.all(net.witnesses.map(({ port }) => WitnessRecorder.open(port)));
    return new TwoAnchors({ net, broker, gates, recorders, database });
  }

  get database(): string {
    return this.#parts.database;
  }

  get brokerPort(): number {
    return this.#parts.broker.port;
  }

  path(...parts: string[]): string {
    return this.#parts.net.path(...parts);
  }

  gate(name: Name): CutGate {
    return this.#parts.gates[name];
  }

  /** The process of an anchor that was started. */
  anchor(name: Name): Running {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`The ${name} anchor was not started.`);
    return running;
  }

  async start(name: Name): Promise<void> {
    const { net, recorders, database } = this.#parts;
    const running = await startProcess('main.js', {
      ...net.anchorEnv,
      FIT4WORK_ANCHOR_STATE: net.path(name),
      FIT4WORK_ANCHOR_DATABASE_URL: `postgres://postgres@127.0.0.1:${this.gate(name).port}/${database}`,
      FIT4WORK_ANCHOR_WITNESSES: recorders.map(({ url }, i) => `${WITNESSES[i]}=${url}`).join(' '),
    });
    this.#running.set(name, running);
  }

  /** What a path of an anchor says, `undefined` where nobody answers. */
  async ask(name: Name, path: string): Promise<{ readonly status: number; readonly text: string } | undefined> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.anchor(name).port}${path}`, {
        signal: AbortSignal.timeout(2_000),
      });
      return { status: answer.status, text: await answer.text() };
    } catch {
      return undefined;
    }
  }

  /** @returns milliseconds until it leads */
  async untilLeading(name: Name): Promise<number> {
    const began = performance.now();
    await until(async () => (await this.ask(name, '/readyz'))?.status === 200, `the ${name} anchor does not lead`);
    return performance.now() - began;
  }

  /** Waits until a process has said something on standard error. */
  async untilSaid(name: Name, word: string): Promise<void> {
    const { child, stderr } = this.anchor(name);
    while (!stderr().includes(word)) await once(child.stderr ?? process.stderr, 'data');
  }

  /** Waits until an anchor has ended by itself. */
  async untilEnded(name: Name): Promise<number | null> {
    const { child } = this.anchor(name);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  /** Sends leaves to one. @returns the status, `undefined` where nobody answered */
  async submit(name: Name, numbers: readonly number[]): Promise<number | undefined> {
    const token = signToken(this.#parts.net.sender, 'coach-api', Math.floor(Date.now() / 1000));
    try {
      const { status } = await fetch(`http://127.0.0.1:${this.anchor(name).port}/v1/leaves`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(payloadOf(numbers.map(leafOf))),
        signal: AbortSignal.timeout(3_000),
      });
      if (status === 202) for (const number of numbers) this.sent.acknowledged.add(number);
      return status;
    } catch {
      return undefined;
    }
  }

  /** Waits until all that was acknowledged by now is public, once. */
  async untilPublic(): Promise<void> {
    const { acknowledged, places } = this.sent;
    const due = [...acknowledged];
    const isPublic = async (): Promise<boolean> => {
      await this.sent.look();
      return due.every((number) => places.has(number));
    };
    await until(isPublic, 'an acknowledged leaf is missing');
  }

  /** Every checkpoint that anybody asked a witness to cosign. */
  get signed(): readonly { readonly size: number; readonly root: Uint8Array }[] {
    return this.#parts.recorders.flatMap(({ checkpoints }) => checkpoints);
  }

  /** What is public, by its size. */
  publishedSize(): number {
    return parseSignedCheckpoint(new Uint8Array(readFileSync(this.path('log', 'checkpoint')))).checkpoint.size;
  }

  /** The folder as anybody verifies it. */
  async verify(): Promise<void> {
    const args = ['log', this.path('log'), '--policy', this.path('policy'), '--json'];
    const { code, stdout, stderr } = await runToEnd('verify/main.js', args);
    expect([code, JSON.parse(stdout || '{}'), stderr]).toEqual([0, expect.objectContaining({ verdict: 'sound' }), '']);
  }

  async close(): Promise<void> {
    const { net, broker, gates, recorders } = this.#parts;
    await Promise.all([...this.#running.values()].map((running) => running.kill('SIGKILL')));
    await Promise.all([gates.first.close(), gates.second.close(), ...recorders.map((each) => each.close())]);
    await broker.close();
    await net.remove();
  }
}

export async function until(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    expect(Date.now(), otherwise).toBeLessThan(end);
    await wait(50);
  }
}
