import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeVkey,
  type NoteSigner,
  noteSigner,
  type Policy,
  type PolicyLog,
  parsePolicy,
  parseSignatureLines,
} from '@fit4work/protocol';
import type { FastifyInstance } from 'fastify';
import { FileLogFolder } from '../src/adapters/file-log-folder.js';
import { SqliteLogStore } from '../src/adapters/sqlite-log-store.js';
import { Anchor, type AnchorOptions } from '../src/anchor.js';
import { EvidenceFolder } from '../src/evidence/evidence-folder.js';
import type { CheckpointPublisher, Clock, Journal, LogFolder, LogStore, WitnessPeer } from '../src/ports.js';
import { Publication, type PublicationPorts } from '../src/publication.js';
import { onePolicy, type Policies } from '../src/rotation/policies.js';
import { buildWitnessApp } from '../src/witness/app.js';
import { WitnessStateFile } from '../src/witness/state-file.js';

export const ORIGIN = 'log.example/fit4work';
export const NOW = 1_790_000_000;
export const quiet: Journal = { info: () => undefined, warn: () => undefined };

/** A leaf that is told from every other by its number. */
export function leafOf(n: number): Uint8Array {
  const leaf = new Uint8Array(32).fill(0x5a);
  new DataView(leaf.buffer).setUint32(0, n);
  return leaf;
}

export function leavesOf(from: number, to: number): Uint8Array[] {
  return Array.from({ length: to - from }, (_, i) => leafOf(from + i));
}

/**
 * The leaves of a block that has these places in the log: each stands at its number, and the link, which all blocks but the first
 * begin with, at the first.
 */
export function placedLeaves(from: number, to: number): Uint8Array[] {
  return leavesOf(from === 0 ? 0 : from + 1, to);
}

export function payloadOf(leaves: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(leaves));
}

/** A temporary folder that is gone after `remove`. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'f4w-anchor-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Witness {
  readonly name: string;
  readonly signer: NoteSigner;
  readonly app: FastifyInstance;
  readonly peer: WitnessPeer;
}

/** Keys, policy, folders and three witnesses, of which two are the quorum. */
export interface LogKit {
  readonly folder: string;
  readonly signer: NoteSigner;
  readonly policy: Policy;
  readonly policyText: string;
  readonly witnesses: readonly Witness[];
  /** The logs that the witnesses cosign; a test may put another key in. */
  readonly trusted: PolicyLog[];
  /** What a broker retains. */
  readonly announced: Uint8Array[];
  remove(): void;
}

const WITNESSES = ['council', 'university', 'city'];

/**
 * libsodium must be ready.
 * @param folder an earlier kit's, whose log and witnesses go on; a temporary one if absent
 * @param clock of the witnesses
 */
export function createKit(folder?: string, clock: Clock = () => NOW): LogKit {
  const { path, remove } = folder === undefined ? temporaryFolder() : { path: folder, remove: () => undefined };
  const signer = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(1));
  const keys = WITNESSES.map((name, i) => noteSigner(`${name}.example`, 4, new Uint8Array(32).fill(10 + i)));
  const policyText = [
    `log ${encodeVkey(signer.key)}`,
    ...keys.map(({ key }, i) => `witness ${WITNESSES[i]} ${encodeVkey(key)}`),
    `group independent 2 ${WITNESSES.join(' ')}`,
    'quorum independent',
    '',
  ].join('\n');
  const policy = parsePolicy(policyText);
  const trusted = [...policy.logs];
  mkdirSync(join(path, 'state'), { recursive: true });
  writeFileSync(join(path, 'policy'), policyText);
  const witnesses = keys.map((key, i) => createWitness(path, WITNESSES[i] ?? '', { key, trusted, clock }));
  return { folder: path, signer, policy, policyText, witnesses, trusted, announced: [], remove };
}

export function createWitness(
  folder: string,
  name: string,
  { key, trusted, clock = () => NOW }: { key: NoteSigner; trusted: PolicyLog[]; clock?: Clock },
): Witness {
  const state = new WitnessStateFile(join(folder, `${name}.json`), key.key);
  const evidence = new EvidenceFolder(join(folder, `${name}.evidence`));
  const app = buildWitnessApp({ signer: key, logs: trusted, state, evidence, clock, journal: quiet });
  return { name, signer: key, app, peer: injectedPeer(name, key, app) };
}

/** Asks a witness without a socket. */
function injectedPeer(name: string, signer: NoteSigner, app: FastifyInstance): WitnessPeer {
  return {
    name,
    key: signer.key,
    ask: async ({ oldSize, proof, note }) => {
      const head = [`old ${oldSize}`, ...proof.map((hash) => Buffer.from(hash).toString('base64')), '', ''].join('\n');
      const payload = Buffer.concat([Buffer.from(head), note]);
      const answer = await app.inject({ method: 'POST', url: '/add-checkpoint', payload });
      if (answer.statusCode === 200) return { kind: 'cosigned', signatures: parseSignatureLines(answer.body) };
      if (answer.statusCode === 409) return { kind: 'conflict', size: Number(answer.body) };
      return { kind: 'refused', status: answer.statusCode };
    },
    latest: async (origin) => {
      const answer = await app.inject({ url: `/${createHash('sha256').update(origin).digest('hex')}/checkpoint` });
      return answer.statusCode === 200 ? new Uint8Array(answer.rawPayload) : undefined;
    },
  };
}

export interface RunningLog {
  readonly store: LogStore;
  readonly folder: LogFolder;
  readonly anchor: Anchor;
  readonly publication: Publication;
}

/** Opens the log of a kit as a start of the service does; ports may be wrapped. */
export function openLog(
  kit: LogKit,
  wrap: (ports: PublicationPorts) => PublicationPorts = (ports) => ports,
  {
    policiesOf = () => onePolicy(kit.policyText, kit.signer),
    ...options
  }: Partial<AnchorOptions> & { readonly policiesOf?: (store: LogStore) => Policies } = {},
): RunningLog {
  const publisher: CheckpointPublisher = {
    publish: async (checkpoint) => {
      kit.announced.push(checkpoint);
    },
  };
  const store = new SqliteLogStore(join(kit.folder, 'state', 'log.sqlite'));
  const ports = wrap({
    store,
    folder: new FileLogFolder(join(kit.folder, 'log')),
    witnesses: kit.witnesses.map(({ peer }) => peer),
    publisher,
    journal: quiet,
  });
  const policies = policiesOf(store);
  const anchor = new Anchor(ports, {
    policies,
    clock: () => NOW,
    batchMs: 5,
    batchMax: 64,
    ...options,
  });
  return { store, folder: ports.folder, anchor, publication: new Publication(ports, policies) };
}

/** Sends leaves as agents do, commits and publishes them. */
export async function appendAll(log: RunningLog, leaves: readonly Uint8Array[]): Promise<string> {
  for (let at = 0; at < leaves.length; at += 1024) log.anchor.receive(payloadOf(leaves.slice(at, at + 1024)));
  await log.anchor.commit();
  return log.publication.attempt();
}
