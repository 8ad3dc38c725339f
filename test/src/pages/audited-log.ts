import { readFileSync } from 'node:fs';
import { leafOf, signToken, toHex, utf8 } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { expect, vi } from 'vitest';
import { type Running, startNetwork, startProcess, type TestNetwork } from '../../../anchor-service/test/index.js';

/** A log with real witnesses and some blocks, over HTTP. */
export interface AuditedLog {
  readonly origin: string;
  readonly policyText: string;
  /** One whose leaf is in the log. */
  readonly record: Uint8Array;
  /** Sends further records and waits until the log shows them, cosigned. */
  grow(count: number): Promise<void>;
  /** A place in the folder of all this, which goes with it. */
  path(name: string): string;
  /** A file of the log's folder. */
  file(name: string): Buffer;
  /** Of the record. */
  proof(): Promise<Buffer>;
  remove(): Promise<void>;
}

interface Sender {
  readonly network: TestNetwork;
  readonly anchor: Running;
  sent: number;
}

export async function startAuditedLog(): Promise<AuditedLog> {
  await sodium.ready;
  const network = await startNetwork();
  const anchor = await startProcess('main.js', network.anchorEnv);
  const origin = `http://127.0.0.1:${anchor.port}`;
  const sender: Sender = { network, anchor, sent: 0 };
  const record = recordOf(0);
  return {
    ...{ origin, policyText: network.policyText, record },
    grow: (count) => grow(sender, count),
    path: (name) => network.path(name),
    file: (name) => readFileSync(network.path('log', ...name.split('/'))),
    proof: async () => {
      const answer = await fetch(`${origin}/leaves/${toHex(leafOf(record))}.tlog-proof`);
      expect(answer.status).toBe(200);
      return Buffer.from(await answer.arrayBuffer());
    },
    remove: async () => {
      await anchor.kill('SIGKILL');
      await network.remove();
    },
  };
}

const recordOf = (number: number): Uint8Array => utf8(`record ${number}`);

async function grow(sender: Sender, count: number): Promise<void> {
  const origin = `http://127.0.0.1:${sender.anchor.port}`;
  const leaves = Array.from({ length: count }, (_, i) => leafOf(recordOf(sender.sent + i)));
  sender.sent += count;
  const token = signToken(sender.network.sender, 'coach-api', Math.floor(Date.now() / 1000));
  const answer = await fetch(`${origin}/v1/leaves`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: Buffer.concat(leaves),
  });
  expect(answer.status).toBe(202);
  const last = toHex(leaves.at(-1) ?? new Uint8Array(32));
  await vi.waitFor(
    async () => {
      expect((await fetch(`${origin}/leaves/${last}.tlog-proof`)).status).toBe(200);
    },
    { timeout: 30_000 },
  );
}
