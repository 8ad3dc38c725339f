import { readdirSync, readFileSync } from 'node:fs';
import {
  addSignatures,
  cosign,
  formatNote,
  leafOf,
  type NoteSigner,
  noteSigner,
  parseSignedCheckpoint,
  signCheckpoint,
  signToken,
  toHex,
  utf8,
} from '@fit4work/protocol';
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
  /** The tile of a level at the right edge, of which the log has the part that it needs. */
  edge(tile: string): { readonly name: string; readonly bytes: Buffer };
  /** The checkpoint of before it grew the last time. */
  older(): Buffer;
  /** Another past of the same length, as the log would sign it with all witnesses on its side. */
  forgedCheckpoint(): Buffer;
  /** What an auditor is handed of today. */
  pack(): Promise<Buffer>;
  /** The log's own key, or a witness's. */
  signer(file: string, type: 1 | 4): NoteSigner;
  /** Ends the service itself. */
  stop(): Promise<void>;
  stopWitness(i: number): Promise<void>;
  /** Of the record. */
  proof(): Promise<Buffer>;
  remove(): Promise<void>;
}

interface Sender {
  readonly network: TestNetwork;
  readonly anchor: Running;
  sent: number;
  older: Buffer;
}

export async function startAuditedLog(): Promise<AuditedLog> {
  await sodium.ready;
  const network = await startNetwork();
  const anchor = await startProcess('main.js', network.anchorEnv);
  const origin = `http://127.0.0.1:${anchor.port}`;
  const sender: Sender = { network, anchor, sent: 0, older: Buffer.of() };
  const record = recordOf(0);
  return {
    ...{ origin, policyText: network.policyText, record },
    grow: (count) => grow(sender, count),
    path: (name) => network.path(name),
    file: (name) => readFileSync(network.path('log', ...name.split('/'))),
    edge: (tile) => {
      const parts = readdirSync(network.path('log', `${tile}.p`)).map(Number);
      const name = `${tile}.p/${Math.max(...parts)}`;
      return { name, bytes: readFileSync(network.path('log', name)) };
    },
    older: () => sender.older,
    forgedCheckpoint: () => forgedCheckpoint(network),
    pack: () => packOfToday(origin),
    signer: (file, type) => signerIn(network, file, type),
    stop: async () => void (await anchor.kill('SIGKILL')),
    stopWitness: async (i) => void (await network.witnesses[i]?.kill('SIGKILL')),
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

function signerIn(network: TestNetwork, file: string, type: 1 | 4): NoteSigner {
  const { name, seed }: { name: string; seed: string } = JSON.parse(readFileSync(network.path(file), 'utf8'));
  return noteSigner(name, type, Buffer.from(seed, 'base64'));
}

async function packOfToday(origin: string): Promise<Buffer> {
  const today = new Date().toISOString().slice(0, 10);
  const answer = await fetch(`${origin}/audit/pack?from=${today}&until=${today}`);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

function forgedCheckpoint(network: TestNetwork): Buffer {
  const { checkpoint } = parseSignedCheckpoint(readFileSync(network.path('log', 'checkpoint')));
  const note = signCheckpoint({ ...checkpoint, root: new Uint8Array(32).fill(1) }, signerIn(network, 'log.key', 1));
  const now = Math.floor(Date.now() / 1000);
  const witnesses = ['council.key', 'university.key', 'city.key'].map((file) => signerIn(network, file, 4));
  return Buffer.from(
    formatNote(
      addSignatures(
        note,
        witnesses.map((one) => cosign(note.text, now, one)),
      ),
    ),
  );
}

const recordOf = (number: number): Uint8Array => utf8(`record ${number}`);

async function grow(sender: Sender, count: number): Promise<void> {
  const origin = `http://127.0.0.1:${sender.anchor.port}`;
  const leaves = Array.from({ length: count }, (_, i) => leafOf(recordOf(sender.sent + i)));
  if (sender.sent > 0) sender.older = readFileSync(sender.network.path('log', 'checkpoint'));
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
