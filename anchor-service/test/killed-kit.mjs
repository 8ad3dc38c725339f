import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady, noteSigner, parsePolicy, parseSignatureLines } from '@fit4work/protocol';
import { EvidenceFolder } from '../dist/evidence/evidence-folder.js';
import { Anchor, FileLogFolder, onePolicy, Publication, SqliteLogStore } from '../dist/index.js';
import { buildWitnessApp } from '../dist/witness/app.js';
import { WitnessStateFile } from '../dist/witness/state-file.js';

/*
 * The log of test/kit.ts over the compiled package, as a process of its own can load it: the same keys, folders and
 * witnesses.
 */

const NOW = 1_790_000_000;
const NAMES = ['council', 'university', 'city'];
const quiet = { info: () => undefined, warn: () => undefined };

/** @param {number} n the leaf of test/kit.ts with this number */
function leafOf(n) {
  const leaf = new Uint8Array(32).fill(0x5a);
  new DataView(leaf.buffer).setUint32(0, n);
  return leaf;
}

/** Asks a witness without a socket. */
function peerOf(name, key, app) {
  return {
    name,
    key,
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

/** @param {string} folder @param {{ announce: () => void }} broker */
export async function openKit(folder, { announce }) {
  await cryptoReady;
  const text = readFileSync(join(folder, 'policy'), 'utf8');
  const policy = parsePolicy(text);
  const signer = noteSigner('log.example/fit4work', 1, new Uint8Array(32).fill(1));
  const witnesses = NAMES.map((name, i) => {
    const key = noteSigner(`${name}.example`, 4, new Uint8Array(32).fill(10 + i));
    const state = new WitnessStateFile(join(folder, `${name}.json`), key.key);
    const evidence = new EvidenceFolder(join(folder, `${name}.evidence`));
    const app = buildWitnessApp({ signer: key, logs: policy.logs, state, evidence, clock: () => NOW, journal: quiet });
    return peerOf(name, key.key, app);
  });
  const store = new SqliteLogStore(join(folder, 'state', 'log.sqlite'));
  const publisher = { publish: async () => announce() };
  const ports = { store, folder: new FileLogFolder(join(folder, 'log')), witnesses, publisher, journal: quiet };
  const policies = onePolicy(text, signer);
  const anchor = new Anchor(ports, { policies, clock: () => NOW, batchMs: 5, batchMax: 64 });
  const publication = new Publication(ports, policies);
  return {
    close: () => store.close(),
    /** Takes the leaves of these numbers in one batch and has it published. */
    append: async (/** @type {number} */ from, /** @type {number} */ to) => {
      const leaves = Array.from({ length: to - from }, (_, i) => leafOf(from + i));
      anchor.receive(new Uint8Array(Buffer.concat(leaves)));
      await anchor.commit();
      await publication.attempt();
    },
  };
}
