import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Anchor, FileLogFolder, onePolicy, Publication, SqliteLogStore } from '../../anchor-service/dist/index.js';
import * as protocol from '../../protocol/dist/index.js';
import { median } from '../../scripts/bench/paired.mjs';
import { prepare, start } from './log-processes.mjs';

/*
 * Resident memory of the real anchor process over states of 0, 1 and 10 million leaves, after it took a few batches more. The
 * states are made by the anchor's own pool, store and publication, in batches as large as they go; full tiles, which no anchor
 * reads again, are not written. The floor of memory-10m is the process without a leaf and 8 bytes a leaf, which is one slot of
 * the index of duplicates. memory-index and memory-rest are the growth from 1 to 10 million, a leaf.
 */

const MILLION = 1_000_000;
const BATCH = 65_536;
const quiet = { info: () => undefined, warn: () => undefined };
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {number} pid @returns {number} MiB */
const residentOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** The log's folder without its full tiles. @param {string} root */
function edgeOnly(root) {
  const folder = new FileLogFolder(root);
  return {
    read: folder.read,
    partials: () => folder.partials(),
    removePartials: (/** @type {readonly string[]} */ folders) => folder.removePartials(folders),
    replace: (/** @type {string} */ path, /** @type {Uint8Array} */ bytes) => folder.replace(path, bytes),
    publish: (/** @type {ReadonlyMap<string, Uint8Array>} */ files) =>
      folder.publish(new Map([...files].filter(([path]) => path.includes('.p/')))),
  };
}

/** Brings a state to so many leaves. @param {string} root @param {number} size */
async function fill(root, size) {
  mkdirSync(join(root, 'state'), { recursive: true });
  const store = new SqliteLogStore(join(root, 'state', 'log.sqlite'));
  const { seed } = JSON.parse(readFileSync(join(root, 'log.key'), 'utf8'));
  const signer = protocol.noteSigner('log.example/bench', 1, Buffer.from(seed, 'base64'));
  const policies = onePolicy(readFileSync(join(root, 'policy'), 'utf8'), signer);
  const publisher = { publish: async () => undefined };
  const ports = { store, folder: edgeOnly(join(root, 'log')), witnesses: [], publisher, journal: quiet };
  const clock = () => Math.floor(Date.now() / 1000);
  const anchor = new Anchor(ports, { policies, clock, batchMs: 500, batchMax: 1024 });
  const publication = new Publication(ports, policies);
  for (let at = store.head().edge.size; at < size; at = store.head().edge.size) {
    for (let left = Math.min(BATCH, size - at); left > 0; left -= 1024) {
      anchor.receive(randomFillSync(new Uint8Array(32 * Math.min(1024, left))));
    }
    await anchor.commit();
    await publication.attempt();
  }
  const { indexBytes } = store;
  store.close();
  return indexBytes;
}

/** Posts some batches, as the coach API does. @param {number} port @param {ReturnType<typeof protocol.signingKey>} key */
async function use(port, key) {
  const authorization = `Bearer ${protocol.signToken(key, 'coach-api', Math.floor(Date.now() / 1000))}`;
  for (let i = 0; i < 12; i += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/leaves`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/octet-stream' },
      body: randomFillSync(new Uint8Array(32 * 1024)),
    });
    if (answer.status !== 202) throw new Error(`the anchor answers ${answer.status}`);
  }
}

/** @param {Record<string, string>} env @param {ReturnType<typeof protocol.signingKey>} key @param {number} looks */
async function measure(env, key, looks) {
  const begun = performance.now();
  const anchor = await start('anchor-service/dist/main', { ...env, FIT4WORK_ANCHOR_BATCH_MS: '100' });
  try {
    const seconds = (performance.now() - begun) / 1000;
    await use(anchor.port, key);
    const seen = [];
    for (let i = 0; i < looks; i += 1) {
      await pause(500);
      seen.push(residentOf(anchor.pid));
    }
    return { resident: median(seen), seconds };
  } finally {
    await anchor.stop();
  }
}

const round = (/** @type {number} */ value) => Number(value.toPrecision(3));

const WHOLE = { sizes: [0, MILLION, 10 * MILLION], looks: 10 };

/** @param {{ sizes: number[], looks: number }} [effort] leaves of the three states, and how often each process is looked at */
export async function memoryRows({ sizes, looks } = WHOLE) {
  const root = mkdtempSync(join(tmpdir(), 'f4w-bench-'));
  try {
    const { anchor, sender } = await prepare(root, 0);
    const measured = [];
    for (const size of sizes) {
      const indexBytes = await fill(root, size);
      process.stderr.write(`bench: memory of ${size} leaves …\n`);
      measured.push({ indexBytes, ...(await measure(anchor, sender, looks)) });
    }
    const [none, one, ten] = measured;
    if (none === undefined || one === undefined || ten === undefined) throw new Error('three states were measured');
    const [, few, most] = sizes;
    const floor = none.resident + (most * 8) / 2 ** 20;
    const index = (ten.indexBytes - one.indexBytes) / (most - few);
    const rest = ((ten.resident - one.resident) * 2 ** 20) / (most - few) - index;
    const note =
      `${round(none.resident)} MiB without a leaf; a million more: ${round((index * MILLION) / 2 ** 20)} MiB of index, ` +
      `${round((rest * MILLION) / 2 ** 20)} MiB of everything else; started in ${round(ten.seconds)} s`;
    return [
      {
        ...{ name: 'memory-10m', unit: 'MiB', ours: round(ten.resident), floor: round(floor) },
        ...{ ratio: round(ten.resident / floor), note },
      },
      {
        ...{ name: 'memory-index', unit: 'B/leaf', ours: round(index), floor: 8, ratio: round(index / 8), ceiling: 12 },
        note: 'growth from 1 to 10 million leaves',
      },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
