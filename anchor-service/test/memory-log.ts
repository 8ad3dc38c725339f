import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  addSignatures,
  cosign,
  encodeBlock,
  encodeVkey,
  formatSignedCheckpoint,
  type NoteSigner,
  noteSigner,
  type Policy,
  parsePolicy,
  signCheckpoint,
  type TileReader,
  TreeEdge,
} from '@fit4work/protocol';
import { extendLog } from '../src/core/batch.js';
import { TileRows } from '../src/core/tile-rows.js';
import type { Batch, LogHead } from '../src/ports.js';
import { leavesOf, NOW, ORIGIN } from './kit.js';

/** The keys of one log and of the three witnesses that cosign whatever it asks: two of them are the quorum. */
export interface Keys {
  readonly log: NoteSigner;
  readonly witnesses: readonly NoteSigner[];
  readonly policy: Policy;
  readonly policyText: string;
}

/** libsodium must be ready. */
export function makeKeys(): Keys {
  const log = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(1));
  const names = ['council', 'university', 'city'];
  const witnesses = names.map((name, i) => noteSigner(`${name}.example`, 4, new Uint8Array(32).fill(10 + i)));
  const policyText = [
    `log ${encodeVkey(log.key)}`,
    ...witnesses.map(({ key }, i) => `witness ${names[i]} ${encodeVkey(key)}`),
    `group independent 2 ${names.join(' ')}`,
    'quorum independent',
    '',
  ].join('\n');
  return { log, witnesses, policy: parsePolicy(policyText), policyText };
}

/** The public folder of a log in memory, as the anchor would have written it; it signs whatever it is given. */
export class MemoryLog {
  readonly keys: Keys;
  readonly files: Map<string, Uint8Array>;
  #head: LogHead;
  #rows: TileRows;
  /** Those of the bundle that is not full. */
  #standing: readonly Uint8Array[];

  constructor(keys: Keys, from?: MemoryLog) {
    this.keys = keys;
    this.files = new Map(from?.files);
    this.#head = from === undefined ? { block: undefined, edge: new TreeEdge() } : from.#head;
    this.#rows = from === undefined ? TileRows.of(0) : from.#rows;
    this.#standing = from === undefined ? [] : from.#standing;
  }

  get size(): number {
    return this.#head.edge.size;
  }

  /** Another log with the same past, and the same keys. */
  fork(): MemoryLog {
    return new MemoryLog(this.keys, this);
  }

  get head(): LogHead {
    return this.#head;
  }

  readonly read: TileReader = async (path) => this.files.get(path);

  /** Adds a batch and shows a checkpoint of it. */
  async append(leaves: readonly Uint8Array[], time: number = NOW): Promise<this> {
    return this.take(extendLog(this.#head, leaves, time));
  }

  /** Adds a batch as it was decided, whatever it says, and shows a checkpoint of it. */
  take(batch: Batch): this {
    const { entries } = batch;
    const { rows, files } = this.#rows.grow({ standing: this.#standing, leaves: entries });
    for (const [path, bytes] of files) this.files.set(path, bytes);
    this.#rows = rows;
    const all = [...this.#standing, ...entries];
    this.#standing = all.slice(all.length - (rows.size % 256));
    this.#head = { block: batch.block, edge: batch.edge };
    const block = encodeBlock(batch.block);
    this.files.set(`blocks/${batch.block.height}`, block).set('blocks/latest', block);
    return this.sign();
  }

  /** Blocks of so many entries, the link of each among them: every leaf stands at its number. */
  async grow(first: number, ...counts: readonly number[]): Promise<this> {
    let from = first;
    for (const count of counts) {
      await this.append(placedIn(this, from, count));
      from += count;
    }
    return this;
  }

  sign(witnesses: readonly NoteSigner[] = this.keys.witnesses): this {
    const { edge } = this.#head;
    const note = signCheckpoint({ origin: ORIGIN, size: edge.size, root: edge.root() }, this.keys.log);
    const lines = witnesses.map((witness) => cosign(note.text, NOW, witness));
    this.files.set('checkpoint', formatSignedCheckpoint(addSignatures(note, lines)));
    return this;
  }

  file(path: string): Uint8Array {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw new RangeError(`the log has no ${path}`);
    return bytes;
  }
}

/** Leaves of consecutive numbers, as many as fill a block of so many entries. */
const placedIn = (log: MemoryLog, from: number, count: number): Uint8Array[] =>
  leavesOf(log.size === 0 ? from : from + 1, from + count);

/** Numbers that a seed decides: from 0 up to a limit. */
export function randomOf(seed: number): (limit: number) => number {
  let state = seed + 0x9e3779b9;
  return (limit) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % limit;
  };
}

/** Writes what a log serves into a folder. */
export function writeLog(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
