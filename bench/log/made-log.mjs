import { hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as protocol from '../../protocol/dist/index.js';

const { TILE_WIDTH } = protocol;
const TIME = 1_790_000_000;
const BATCH = 1024;

/** @param {string} name @param {1 | 4} type @param {number} byte */
const signerOf = (name, type, byte) => protocol.noteSigner(name, type, new Uint8Array(32).fill(byte));

/** @param {number} number @returns {Uint8Array} a leaf that is told from every other by its number */
const leafOf = (number) => new Uint8Array(hash('sha256', Buffer.from(`leaf ${number}`), 'buffer'));

/**
 * Writes the public folder of a log, as the anchor would have: blocks of 1,024 entries, the link of each among them, and the tiles and checkpoint of the
 * last size alone. libsodium and the hasher must be ready.
 * @param {string} folder @param {number} size @returns {string} the policy
 */
export function makeLog(folder, size) {
  const write = (/** @type {string} */ path, /** @type {Uint8Array} */ bytes) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
  let row = writeBundles(write, size);
  for (let level = 0; row.length > 0; level += 1) {
    /** @type {Uint8Array[]} */
    const roots = [];
    for (let at = 0; at < row.length; at += TILE_WIDTH) {
      const tile = row.slice(at, at + TILE_WIDTH);
      write(protocol.tilePath({ level, index: at / TILE_WIDTH, width: tile.length }), Buffer.concat(tile));
      if (tile.length === TILE_WIDTH) roots.push(protocol.rootOfHashes(tile));
    }
    row = roots;
  }
  return signLog(write, size);
}

/** @typedef {(path: string, bytes: Uint8Array) => void} Write */

let lastRoot = new Uint8Array(32);

/** @param {Write} write @param {number} size @returns {Uint8Array[]} the hashes of the leaves */
function writeBundles(write, size) {
  /** @type {Uint8Array[]} */
  const hashes = [];
  const edge = new protocol.TreeEdge();
  /** @type {Uint8Array[]} */
  let bundle = [];
  /** @type {import('../../protocol/dist/index.js').Block | undefined} */
  let before;
  for (let index = 0; index < size; index += 1) {
    // A block begins with its link.
    const isLink = before !== undefined && before.size === index;
    const leaf = isLink && before !== undefined ? protocol.blockHash(before) : leafOf(index);
    bundle.push(leaf);
    const entry = protocol.entryHash(leaf);
    hashes.push(entry);
    edge.append(entry);
    if (edge.size % BATCH === 0 || edge.size === size) before = writeBlock(write, edge, before);
    if (bundle.length < TILE_WIDTH && edge.size < size) continue;
    const place = { level: /** @type {const} */ ('entries'), index: Math.floor(index / TILE_WIDTH) };
    write(protocol.tilePath({ ...place, width: bundle.length }), protocol.encodeEntryBundle(bundle));
    bundle = [];
  }
  lastRoot = new Uint8Array(edge.root());
  return hashes;
}

/**
 * @param {Write} write @param {import('../../protocol/dist/index.js').TreeEdge} edge
 * @param {import('../../protocol/dist/index.js').Block | undefined} before
 */
function writeBlock(write, edge, before) {
  const block = {
    height: before === undefined ? 0 : before.height + 1,
    previous: before === undefined ? new Uint8Array(32) : protocol.blockHash(before),
    firstIndex: before?.size ?? 0,
    size: edge.size,
    root: edge.root(),
    time: TIME,
  };
  write(`blocks/${block.height}`, protocol.encodeBlock(block));
  write('blocks/latest', protocol.encodeBlock(block));
  return block;
}

/** @param {Write} write @param {number} size */
function signLog(write, size) {
  const log = signerOf('log.example/bench', 1, 1);
  const witnesses = ['council', 'university', 'city'].map((name, i) => signerOf(`${name}.example`, 4, 10 + i));
  const note = protocol.signCheckpoint({ origin: log.key.name, size, root: lastRoot }, log);
  const lines = witnesses.map((witness) => protocol.cosign(note.text, TIME, witness));
  write('checkpoint', protocol.formatSignedCheckpoint(protocol.addSignatures(note, lines)));
  const names = witnesses.map(({ key }, i) => `witness w${i} ${protocol.encodeVkey(key)}`);
  return [`log ${protocol.encodeVkey(log.key)}`, ...names, 'group g 2 w0 w1 w2', 'quorum g', ''].join('\n');
}
