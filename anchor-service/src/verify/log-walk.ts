import {
  type Block,
  blockHash,
  encodeBlock,
  equalBytes,
  LogError,
  parseBlock,
  TILE_WIDTH,
  type TileReader,
  tilePath,
  tileWidth,
  verifyLink,
} from '@fit4work/protocol';
import { misplaced } from './chain-of-blocks.js';
import type { Range } from './changed-range.js';
import { isDatedAhead } from './doubtful-times.js';
import { leafIn, placed, readBundle, readHashes } from './file-reader.js';
import { type FillingTile, type FillingTiles, leafHash } from './filling-tiles.js';
import type { Finding } from './finding.js';
import { FindingError } from './finding-error.js';
import { SeenLeaves } from './seen-leaves.js';

const WORDS = 8;
const HASH = 32;

interface WalkOptions {
  readonly read: TileReader;
  readonly now?: number | undefined;
  readonly onFile?: ((path: string, bytes: Uint8Array) => void) | undefined;
  readonly ignoresSecondLeaves?: boolean | undefined;
  readonly onProgress?: ((done: number, size: number) => void) | undefined;
  readonly onLeaf?: ((leaf: Uint8Array, index: number) => void) | undefined;
}

/** From where to where, and the block that ends where it begins. */
interface Way {
  readonly from: number;
  readonly size: number;
  readonly before: Block | undefined;
}

/** One pass over the entries, which carries the tiles' rows and the chain of blocks along. */
export class LogWalk {
  readonly from: number;
  readonly #options: WalkOptions;
  readonly #rows: FillingTiles;
  readonly #size: number;
  readonly #seen: SeenLeaves | undefined;
  /** The hashes of one bundle, as bytes and as the numbers that the table of leaves takes. */
  readonly #hashes = new Uint8Array(TILE_WIDTH * HASH);
  readonly #words = new Uint32Array(this.#hashes.buffer);
  #done: number;
  #before: Block | undefined;
  #next: Block | undefined;
  #datedAhead: Block | undefined;

  constructor(options: WalkOptions, rows: FillingTiles, { from, size, before }: Way) {
    this.#options = options;
    this.#rows = rows;
    this.#seen = options.ignoresSecondLeaves === true ? undefined : new SeenLeaves();
    this.from = from;
    this.#size = size;
    this.#done = from;
    this.#before = before;
  }

  get root(): Uint8Array {
    return this.#rows.root();
  }

  get blocks(): number {
    return this.#before === undefined ? 0 : this.#before.height + 1;
  }

  get last(): Block | undefined {
    return this.#before;
  }

  /** The entries of the block that is walked: where they end, or leave the blocks, up to its end. */
  get walked(): Range {
    const from = this.#before?.size ?? 0;
    return { from, until: Math.min(this.#next?.size ?? this.#size, this.#size) };
  }

  get datedAhead(): Block | undefined {
    return this.#datedAhead;
  }

  async run(): Promise<void> {
    while (this.#done < this.#size) {
      await this.#takeBundle(Math.floor(this.#done / TILE_WIDTH));
      await this.#carry();
      this.#options.onProgress?.(this.#done, this.#size);
    }
    for (const [level, row] of this.#rows.levels.entries()) {
      if (row.width > 0) await this.#compareTile(level, row);
    }
    if (this.#next !== undefined) {
      const { height } = this.#next;
      throw await this.#misplaced({ kind: 'block-beyond', path: `blocks/${height}`, index: height });
    }
  }

  /** The newest block by its other name; one above the checkpoint belongs to a later one. */
  async assertLatest(): Promise<void> {
    const bytes = await this.#options.read('blocks/latest');
    const last = this.#before;
    if (bytes === undefined || last === undefined) return;
    const block = placed({ kind: 'malformed-block', path: 'blocks/latest', index: last.height }, () =>
      parseBlock(bytes),
    );
    if (block.height > last.height) return;
    // Where nothing was walked the newest is the one that was held.
    const isNewest = block.height === last.height;
    const standing = isNewest ? encodeBlock(last) : await this.#options.read(`blocks/${block.height}`);
    if (standing === undefined || !equalBytes(standing, bytes)) {
      const kind = isNewest ? 'other-newest' : 'other-latest';
      throw new FindingError({ kind, path: 'blocks/latest', index: block.height });
    }
  }

  async #takeBundle(index: number): Promise<void> {
    const { read, onLeaf, onFile } = this.#options;
    const first = index * TILE_WIDTH;
    const width = tileWidth('entries', index, this.#size);
    const bundle = await readBundle(read, index, width);
    const bottom = this.#rows.row(0);
    assertSameLeaves(bundle, bottom, tilePath({ level: 'entries', index, width }));
    for (let place = this.#done - first; place < width; place += 1) {
      const leaf = leafIn(bundle, place);
      const hash = leafHash(leaf);
      this.#hashes.set(hash, place * HASH);
      const suspects = this.#seen?.add(this.#words, place * WORDS, first + place);
      if (suspects !== undefined) await this.#assertNew(leaf, first + place, { suspects, bundle });
      this.#next ??= await this.#readBlock(leaf);
      bottom.append(hash);
      this.#done += 1;
      onLeaf?.(leaf, first + place);
      if (this.#next.size === this.#done) await this.#closeBlock(this.#next);
    }
    onFile?.(tilePath({ level: 'entries', index, width }), bundle);
  }

  /** Equal bits of two hashes are no proof: the leaves are compared. */
  async #assertNew(
    leaf: Uint8Array,
    index: number,
    { suspects, bundle }: { suspects: readonly number[]; bundle: Uint8Array },
  ): Promise<void> {
    for (const other of suspects) {
      const number = Math.floor(other / TILE_WIDTH);
      const isHere = number === Math.floor(index / TILE_WIDTH);
      const there = isHere ? bundle : await readBundle(this.#options.read, number, TILE_WIDTH);
      if (equalBytes(leafIn(there, other % TILE_WIDTH), leaf)) {
        const width = tileWidth('entries', Math.floor(index / TILE_WIDTH), this.#size);
        const path = tilePath({ level: 'entries', index: Math.floor(index / TILE_WIDTH), width });
        throw new FindingError({ kind: 'second-leaf', path, index, other });
      }
    }
  }

  /** Compares each tile that became full with the one that is served, and gives its root to the level above. */
  async #carry(): Promise<void> {
    for (let level = 0; ; level += 1) {
      const row = this.#rows.row(level);
      if (row.width < TILE_WIDTH) return;
      await this.#compareTile(level, row);
      this.#rows.row(level + 1).append(row.root());
      row.clear();
    }
  }

  async #compareTile(level: number, row: FillingTile): Promise<void> {
    const tile = { level, index: row.index, width: row.width };
    const expected = row.hashes;
    const served = await readHashes(this.#options.read, tile);
    if (equalBytes(served, expected)) return this.#options.onFile?.(tilePath(tile), served);
    const wrong = served.findIndex((byte, i) => byte !== expected[i]);
    throw new FindingError({ kind: 'wrong-hash', path: tilePath(tile), index: Math.floor(wrong / HASH) });
  }

  /** @param first the entry at its beginning */
  async #readBlock(first: Uint8Array): Promise<Block> {
    const height = this.blocks;
    const path = `blocks/${height}`;
    const bytes = await this.#options.read(path);
    if (bytes === undefined) throw new FindingError({ kind: 'missing-block', path, index: height });
    const block = placed({ kind: 'malformed-block', path, index: height }, () => parseBlock(bytes));
    this.#assertBinds(block, first);
    try {
      verifyLink(block, this.#before);
    } catch (error) {
      throw error instanceof LogError ? await this.#misplaced({ kind: 'broken-chain', path, index: height }) : error;
    }
    this.#options.onFile?.(path, bytes);
    return block;
  }

  /** The entry after a block is the hash of it: whatever the next one says of itself, the tree binds the one before. */
  #assertBinds({ size }: Block, first: Uint8Array): void {
    const before = this.#before;
    if (before === undefined || equalBytes(blockHash(before), first)) return;
    const { height } = before;
    // A next block that belongs to a later checkpoint: then the one before may be the newest of this, told to end too early.
    if (size > this.#size) throw new FindingError({ kind: 'wrong-newest', path: `blocks/${height}`, index: height });
    const next = height + 1;
    throw new FindingError({ kind: 'unbound-block', path: `blocks/${next}`, index: next, other: height });
  }

  #misplaced(place: Finding & { readonly index: number }): Promise<FindingError> {
    return misplaced({ read: this.#options.read, size: this.#size }, place);
  }

  async #closeBlock(block: Block): Promise<void> {
    if (!equalBytes(block.root, this.root)) {
      const { height, size } = block;
      throw await this.#misplaced({ kind: 'wrong-block-root', path: `blocks/${height}`, index: height, other: size });
    }
    const { now } = this.#options;
    if (now !== undefined && isDatedAhead(block, now)) this.#datedAhead ??= block;
    this.#before = block;
    this.#next = undefined;
  }
}

/** Where a walk begins in the midst of a bundle, the leaves before it are known by their hashes alone. */
function assertSameLeaves(bundle: Uint8Array, row: FillingTile, path: string): void {
  for (let place = 0; place < row.width; place += 1) {
    if (equalBytes(leafHash(leafIn(bundle, place)), row.hashes.subarray(place * HASH, (place + 1) * HASH))) continue;
    throw new FindingError({ kind: 'other-leaf', path, index: row.index * TILE_WIDTH + place });
  }
}
