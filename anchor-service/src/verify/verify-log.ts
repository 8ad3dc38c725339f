import {
  type Block,
  entryHash,
  equalBytes,
  LogError,
  type Policy,
  parseBlock,
  readHashTile,
  readLeaves,
  rootOfHashes,
  TILE_WIDTH,
  type TileReader,
  TreeEdge,
  type TrustedCheckpoint,
  tilePath,
  tileWidth,
  verifyCheckpoint,
  verifyLink,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';

export interface VerifyOptions {
  /** Reads below the log's prefix; throws when the log cannot be asked. */
  readonly read: TileReader;
  readonly policy: Policy;
  /** Called after each entry bundle with the leaves verified so far and the size of the log. */
  readonly onProgress?: ((done: number, size: number) => void) | undefined;
  /** Called for each leaf in order. Nothing is certain before `verifyLog` settles. */
  readonly onLeaf?: ((leaf: Uint8Array, index: number) => void) | undefined;
}

/** What a sound log is. */
export interface VerifiedLog {
  readonly size: number;
  readonly root: Uint8Array;
  /** How many blocks the chain has. */
  readonly blocks: number;
  readonly last: Block | undefined;
  /** With the witnesses that cosigned and when. */
  readonly checkpoint: TrustedCheckpoint;
}

/**
 * Verifies a log from its first leaf to its checkpoint: signature and quorum, every entry, every tile, every block, and that
 * no leaf is in it twice.
 * @throws AnchorError `unsound` naming the place, `source-failed` when the log cannot be asked or has no checkpoint
 */
export async function verifyLog(options: VerifyOptions): Promise<VerifiedLog> {
  const read = speakingReader(options.read);
  const bytes = await read('checkpoint');
  if (bytes === undefined)
    throw new AnchorError('source-failed', 'There is no checkpoint: is this the folder or address of a log?');
  const checkpoint = sound('The checkpoint', () => verifyCheckpoint(bytes, options.policy));
  const walk = new LogWalk({ ...options, read }, checkpoint.checkpoint.size);
  await walk.run();
  if (!equalBytes(walk.root, checkpoint.checkpoint.root))
    throw unsound('The root of the checkpoint is not that of the entries.');
  return { size: walk.size, root: walk.root, blocks: walk.blocks, last: walk.last, checkpoint };
}

/** One pass over the entries, which carries the tiles' rows and the chain of blocks along. */
class LogWalk {
  readonly size: number;
  readonly #options: VerifyOptions;
  readonly #edge = new TreeEdge();
  /** Of each level the hashes of the tile that is not full yet, and how many tiles were full before. */
  readonly #rows: { hashes: Uint8Array[]; index: number }[] = [];
  // One byte a letter: a set of such strings takes less than half of one of hexadecimal.
  readonly #seen = new Set<string>();
  #before: Block | undefined;
  #next: Block | undefined;

  constructor(options: VerifyOptions, size: number) {
    this.#options = options;
    this.size = size;
  }

  get root(): Uint8Array {
    return this.#edge.root();
  }

  get blocks(): number {
    return this.#before === undefined ? 0 : this.#before.height + 1;
  }

  get last(): Block | undefined {
    return this.#before;
  }

  async run(): Promise<void> {
    for (let index = 0; this.#edge.size < this.size; index += 1) {
      const width = tileWidth('entries', index, this.size);
      const place = `The entry bundle ${index}`;
      const leaves = await soundAsync(place, () => readLeaves(this.#options.read, index, width));
      for (const leaf of leaves) await this.#take(leaf);
      this.#options.onProgress?.(this.#edge.size, this.size);
    }
    for (const [level, { hashes, index }] of this.#rows.entries()) {
      if (hashes.length > 0) await this.#compareTile(level, index, hashes);
    }
    if (this.#next !== undefined) throw unsound(`Block ${this.#next.height} ends beyond the checkpoint.`);
  }

  async #take(leaf: Uint8Array): Promise<void> {
    const index = this.#edge.size;
    const letters = Buffer.from(leaf.buffer, leaf.byteOffset, leaf.length).toString('latin1');
    if (this.#seen.has(letters)) throw unsound(`The leaf at index ${index} stands in the log a second time.`);
    this.#seen.add(letters);
    this.#next ??= await this.#readBlock();
    const hash = entryHash(leaf);
    this.#edge.append(hash);
    await this.#addToRow(0, hash);
    this.#options.onLeaf?.(leaf, index);
    if (this.#next.size === this.#edge.size) this.#closeBlock(this.#next);
  }

  async #addToRow(level: number, hash: Uint8Array): Promise<void> {
    const row = this.#rows[level] ?? { hashes: [], index: 0 };
    this.#rows[level] = row;
    row.hashes.push(hash);
    if (row.hashes.length < TILE_WIDTH) return;
    await this.#compareTile(level, row.index, row.hashes);
    const root = rootOfHashes(row.hashes);
    row.hashes = [];
    row.index += 1;
    await this.#addToRow(level + 1, root);
  }

  async #compareTile(level: number, index: number, expected: readonly Uint8Array[]): Promise<void> {
    const tile = { level, index, width: expected.length };
    const place = `The tile ${tilePath(tile)}`;
    const served = await soundAsync(place, () => readHashTile(this.#options.read, tile));
    const wrong = served.findIndex((hash, i) => !equalBytes(hash, expected[i] ?? new Uint8Array(0)));
    if (wrong >= 0) throw unsound(`${place} has a wrong hash at place ${wrong}.`);
  }

  async #readBlock(): Promise<Block> {
    const height = this.blocks;
    const bytes = await this.#options.read(`blocks/${height}`);
    if (bytes === undefined) throw unsound(`Block ${height} is missing.`);
    return sound(`Block ${height}`, () => {
      const block = parseBlock(bytes);
      verifyLink(block, this.#before);
      return block;
    });
  }

  #closeBlock(block: Block): void {
    if (!equalBytes(block.root, this.#edge.root())) {
      throw unsound(`The root of block ${block.height} is not that of the log at size ${block.size}.`);
    }
    this.#before = block;
    this.#next = undefined;
  }
}

/** Tells what the log says from the trouble of asking it. */
function speakingReader(read: TileReader): TileReader {
  return async (path) => {
    try {
      return await read(path);
    } catch (cause) {
      throw new AnchorError('source-failed', `${path} could not be read: try again.`, { cause });
    }
  };
}

function sound<T>(place: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw placed(place, error);
  }
}

async function soundAsync<T>(place: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw placed(place, error);
  }
}

function placed(place: string, error: unknown): unknown {
  return error instanceof LogError ? unsound(`${place}: ${error.message}`, error) : error;
}

function unsound(message: string, cause?: unknown): AnchorError {
  return new AnchorError('unsound', message, { cause });
}
