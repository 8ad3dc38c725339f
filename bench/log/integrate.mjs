import { hash, randomFillSync } from 'node:crypto';
import {
  closeSync,
  fsync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Anchor, FileLogFolder, onePolicy, Publication, SqliteLogStore } from '../../anchor-service/dist/index.js';
import * as protocol from '../../protocol/dist/index.js';
import { median, paired } from '../../scripts/bench/paired.mjs';

/*
 * Leaves a second from the payload of a message to a published checkpoint, of a policy without witnesses: known ones
 * dropped, one transaction, the leaves read back and hashed anew, tiles and block on disk, the signature on disk, the
 * checkpoint on disk. The floor is what nobody can leave out: the SHA-256 calls of one hash for each leaf and one for each
 * node above them, and the bytes written and fsynced: as many files, at once, as a log of these leaves alone has, and twice the end
 * of SQLite's write-ahead log. The link with which each of our blocks begins is our cost: it is not in the floor.
 */

const PAGE = 4096 + 24;
const wait = promisify(fsync);
const quiet = { info: () => undefined, warn: () => undefined };

/** A folder of the log that remembers what the last batch wrote. @param {FileLogFolder} folder */
function remembering(folder) {
  /** @type {{ path: string, bytes: Uint8Array }[][]} */
  let written = [];
  return {
    read: folder.read,
    partials: () => folder.partials(),
    removePartials: (/** @type {readonly string[]} */ folders) => folder.removePartials(folders),
    publish: (/** @type {ReadonlyMap<string, Uint8Array>} */ files) => {
      written.push([...files].map(([path, bytes]) => ({ path, bytes })));
      return folder.publish(files);
    },
    replace: (/** @type {string} */ path, /** @type {Uint8Array} */ bytes) => {
      written.push([{ path, bytes }]);
      return folder.replace(path, bytes);
    },
    take: () => {
      const taken = written;
      written = [];
      return taken;
    },
  };
}

/** The fsyncs of one batch, over files that lie beside ours. @param {string} root */
function disk(root) {
  let count = 0;
  const wal = openSync(join(root, 'wal'), 'w');
  const append = (/** @type {number} */ bytes) => {
    writeSync(wal, new Uint8Array(bytes));
    fsyncSync(wal);
  };
  const syncAll = async (/** @type {readonly number[]} */ handles) => {
    await Promise.all(handles.map((handle) => wait(handle)));
    for (const handle of handles) closeSync(handle);
  };
  const write = async (/** @type {{ path: string, bytes: Uint8Array }[]} */ files) => {
    const folders = [...new Set(files.map(({ path }) => join(root, dirname(path))))];
    const handles = files.map(({ path, bytes }) => {
      const handle = openSync(join(root, dirname(path), `${count++}`), 'w');
      writeFileSync(handle, bytes);
      return handle;
    });
    await syncAll(handles);
    await syncAll(folders.map((folder) => openSync(folder, 'r')));
  };
  return {
    prepare: (/** @type {{ path: string }[][]} */ groups) => {
      for (const { path } of groups.flat()) mkdirSync(join(root, dirname(path)), { recursive: true });
    },
    run: async (/** @type {{ path: string, bytes: Uint8Array }[][]} */ groups, /** @type {number} */ leaves) => {
      append(PAGE * (4 + Math.ceil((leaves * 32) / 4096)));
      for (const group of groups) await write(group);
      append(PAGE * 2);
    },
    close: () => closeSync(wal),
  };
}

/** @param {number} leaves of a batch */
const hashes = (leaves) => {
  const [entry, node] = [new Uint8Array(33), new Uint8Array(65)];
  for (let i = 0; i < leaves; i += 1) {
    hash('sha256', entry, 'binary');
    hash('sha256', node, 'binary');
  }
};

/** @param {() => unknown} work @returns {Promise<number>} milliseconds, the median of some */
async function timeOf(work) {
  const times = [];
  for (let i = 0; i < 15; i += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return median(times);
}

/**
 * What a log of leaves alone writes where ours wrote the tiles of a batch with its link.
 * @param {{ path: string, bytes: Uint8Array }[][]} groups @param {number} from the leaves before @param {number} leaves
 */
function withoutLink(groups, from, leaves) {
  const tiles = protocol.newTiles(from, from + leaves).map((tile) => ({
    path: protocol.tilePath(tile),
    bytes: new Uint8Array(tile.width * (tile.level === 'entries' ? 34 : 32)),
  }));
  return groups.map((group) => {
    const others = group.filter(({ path }) => !path.startsWith('tile/'));
    return others.length === group.length ? group : [...tiles, ...others];
  });
}

/** An anchor without witnesses, and its floor beside it. @param {string} root @param {number} leaves of a batch */
function bench(root, leaves) {
  const store = new SqliteLogStore(join(root, 'log.sqlite'));
  const folder = remembering(new FileLogFolder(join(root, 'log')));
  const signer = protocol.noteSigner('log.example/bench', 1, new Uint8Array(32).fill(1));
  const policies = onePolicy(`log ${protocol.encodeVkey(signer.key)}\nquorum none\n`, signer);
  const publisher = { publish: async () => undefined };
  const ports = { store, folder, witnesses: [], publisher, journal: quiet };
  const clock = () => Math.floor(Date.now() / 1000);
  const anchor = new Anchor(ports, { policies, clock, batchMs: 500, batchMax: 1024 });
  const publication = new Publication(ports, policies);
  mkdirSync(join(root, 'floor'));
  const floor = disk(join(root, 'floor'));
  /** @type {{ path: string, bytes: Uint8Array }[][]} */
  let written = [];
  let taken = 0;
  return {
    ours: async () => {
      anchor.receive(randomFillSync(new Uint8Array(leaves * 32)));
      await anchor.commit();
      await publication.attempt();
      written = withoutLink(folder.take(), taken, leaves);
      taken += leaves;
    },
    sync: () => {
      floor.prepare(written);
      return floor.run(written, leaves);
    },
    close: () => {
      floor.close();
      store.close();
      rmSync(root, { recursive: true });
    },
  };
}

const newRoot = () => mkdtempSync(join(tmpdir(), 'f4w-bench-'));

/** Milliseconds that the hashes, and the fsyncs, of one batch take alone. @param {number} leaves */
export async function physicalPart(leaves) {
  const { ours, sync, close } = bench(newRoot(), leaves);
  try {
    for (let i = 0; i < 3; i += 1) await ours();
    return { hashing: await timeOf(() => hashes(leaves)), syncing: await timeOf(sync) };
  } finally {
    close();
  }
}

/** @param {number} leaves of a batch @param {{ ratioCeiling?: number, rounds?: number }} [options] */
export async function integrateRow(leaves, { ratioCeiling, rounds = 21 } = {}) {
  const { ours, sync, close } = bench(newRoot(), leaves);
  try {
    await ours();
    const floor = async () => {
      hashes(leaves);
      await sync();
    };
    const row = await paired({
      name: `integrate-${leaves}`,
      unit: 'leaves/s',
      operations: leaves,
      ours,
      floor,
      rounds,
    });
    const [hashing, syncing] = [await timeOf(() => hashes(leaves)), await timeOf(sync)];
    const note = `hashes ${hashing.toPrecision(2)} ms, fsyncs ${syncing.toPrecision(2)} ms a batch`;
    return { ...row, note, ...(ratioCeiling === undefined ? {} : { ratioCeiling }) };
  } finally {
    close();
  }
}
