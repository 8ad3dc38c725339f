import { concat, equalBytes, toHex } from '../bytes.js';
import type { Checkpoint } from './checkpoint.js';
import { LogError } from './error.js';
import { entryHash } from './merkle.js';
import { consistencyRoots, verifyInclusion } from './merkle-proof.js';
import type { Policy } from './policy.js';
import { formatNote } from './signed-note.js';
import { assertSize, HASH_BYTES, readText, textBytes } from './text.js';
import { TILE_WIDTH, type TileReader, tilePath, tileWidth } from './tile.js';
import { TileCache } from './tile-cache.js';
import { consistencyPath, inclusionProof, readLeaves } from './tile-hashes.js';
import type { TlogProof } from './tlog-proof.js';
import { type TrustedCheckpoint, verifyCheckpoint } from './trusted-checkpoint.js';

export interface LogViewOptions {
  /** Names exactly one log. */
  readonly policy: Policy;
  /** Fetches below the log's prefix. */
  readonly read: TileReader;
  /** What {@link LogView.exportState} gave earlier. */
  readonly state?: string | undefined;
  /** The reader's clock, Unix seconds, by which cosignatures of a time to come do not count; without one all do. */
  readonly clock?: (() => number) | undefined;
  /** Tiles of hashes to keep in memory, of 8 KiB at most; 64 when not said. */
  readonly cachedTiles?: number | undefined;
}

const MAX_ROOTS = 8192;

/** A leaf that was looked for and where it stands. */
export interface FoundLeaf {
  /** 32 bytes. */
  readonly leaf: Uint8Array;
  readonly index: number;
}

/** A policy that takes the place of the one before it, once its statement is proven at that index. */
export interface AdoptedPolicy {
  readonly policy: Policy;
  /** Of the statement, 32 bytes. */
  readonly leaf: Uint8Array;
  readonly index: number;
}

/** One stretch of a scan. */
export interface ScanPage {
  /** In the log that is believed; {@link LogView.proveInclusion} makes the proof of each. */
  readonly found: readonly FoundLeaf[];
  /** Where the next scan goes on; equal to the size of the view when there is nothing left. */
  readonly next: number;
}

/**
 * What one party knows of a log: the last checkpoint it believed, from which it never goes back, and proofs against it.
 * The log learns which tiles are read, never which leaves are looked for.
 * @source C2SP tlog-checkpoint, tlog-tiles
 */
export class LogView {
  #policy: Policy;
  readonly #read: TileReader;
  readonly #clock: (() => number) | undefined;
  readonly #cache: TileCache;
  #held: TrustedCheckpoint | undefined;
  /** Roots below the checkpoint held: a thousand leaves of one batch share most of their proofs. */
  #roots = new Map<string, Uint8Array>();
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * libsodium must be ready.
   * @throws LogError `malformed-policy` unless the policy names exactly one log, `malformed-state` when the state does not
   * satisfy the policy
   */
  constructor({ policy, read, state, clock, cachedTiles = 64 }: LogViewOptions) {
    if (policy.logs.length !== 1) throw new LogError('malformed-policy', 'A view needs a policy with exactly one log.');
    this.#policy = policy;
    this.#read = read;
    this.#clock = clock;
    this.#cache = new TileCache(read, cachedTiles);
    this.#held = state === undefined ? undefined : readState(state, policy);
  }

  /** The checkpoint that is believed, with the witnesses' times; `undefined` before the first. */
  get held(): TrustedCheckpoint | undefined {
    return this.#held;
  }

  /** Size of the log as far as it is believed. */
  get size(): number {
    return this.#held?.checkpoint.size ?? 0;
  }

  /** The signed checkpoint held, as text to be kept; `undefined` before the first. */
  exportState(): string | undefined {
    return this.#held === undefined ? undefined : readText(formatNote(this.#held.note), 'malformed-state');
  }

  /**
   * Moves to a newer checkpoint after verifying it: log signature, witness quorum, and that it extends the one held. Calls
   * take turns. When it throws, the view stays where it was.
   * @param bytes a signed checkpoint
   * @throws LogError `rollback` when it is smaller than the one held, `fork` when the log rewrote what was believed,
   * `wrong-proof` when the tiles do not belong to it, `missing-tile`, and as `verifyCheckpoint`
   */
  advance(bytes: Uint8Array): Promise<TrustedCheckpoint> {
    return this.#inTurn(() => this.#advance(bytes, this.#policy));
  }

  #inTurn(move: () => Promise<TrustedCheckpoint>): Promise<TrustedCheckpoint> {
    const result = this.#turn.then(move);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /**
   * Moves to a newer checkpoint under a newer policy: it satisfies the last of the policies given and extends the checkpoint
   * held, and the statement of each policy is proven in it. When it throws, the view stays where it was, policy and all.
   * @param bytes a signed checkpoint
   * @param policies that took each other's place, at least one; that their statements verify is for the caller to know
   * @throws LogError `out-of-range` without a policy, and as `advance`
   * @source SPEC.md clause 15.15
   */
  adopt(bytes: Uint8Array, policies: readonly AdoptedPolicy[]): Promise<TrustedCheckpoint> {
    return this.#inTurn(() => this.#adopt(bytes, policies));
  }

  /**
   * Looks for leaves among the entries from an index on, in stretches, so that the caller can keep `next` as its cursor. Every
   * bundle is held against the checkpoint: one that was changed on the way would let a leaf be passed over for good.
   * @param from an index up to the size of the view
   * @param wanted leaves in lower-case hexadecimal
   * @param maxBundles how many bundles of 256 entries to read at most
   * @throws LogError `out-of-range`, `missing-tile`, `malformed-bundle`, `malformed-tile`, `wrong-proof`
   */
  async scan(from: number, wanted: ReadonlySet<string>, maxBundles = 64): Promise<ScanPage> {
    assertSize(from, 'cursor');
    const held = this.#held?.checkpoint;
    const size = held?.size ?? 0;
    if (from > size) throw new LogError('out-of-range', 'The cursor is beyond the size of the log.');
    const found: FoundLeaf[] = [];
    let next = from;
    for (let bundles = 0; held !== undefined && next < size && bundles < maxBundles; bundles += 1) {
      const first = Math.floor(next / TILE_WIDTH) * TILE_WIDTH;
      const bundle = first / TILE_WIDTH;
      const leaves = await readLeaves(this.#read, bundle, tileWidth('entries', bundle, size));
      await this.#orForget(() => assertBundle(this.#cache.read, held, { index: bundle, leaves }));
      for (const [i, leaf] of leaves.entries()) {
        if (first + i >= next && wanted.has(toHex(leaf))) found.push({ leaf: new Uint8Array(leaf), index: first + i });
      }
      next = first + leaves.length;
    }
    return { found, next };
  }

  /**
   * Proves that a leaf stands at an index of the log that is believed.
   * @returns a proof that `formatProof` writes as a `.tlog-proof` file
   * @throws LogError `out-of-range` when the view does not reach the index, `wrong-proof`, `missing-tile`, `malformed-tile`
   * @source RFC 6962 section 2.1.1
   */
  async proveInclusion(leaf: Uint8Array, index: number): Promise<TlogProof> {
    const held = this.#held;
    if (held === undefined) throw new LogError('out-of-range', 'No checkpoint is held yet.');
    const { size, root } = held.checkpoint;
    return this.#orForget(async () => {
      const hashes = await inclusionProof({ read: this.#cache.read, size, roots: this.#knownRoots() }, index);
      verifyInclusion({ index, size, root, entryHash: entryHash(leaf) }, hashes);
      return { index, hashes, checkpoint: formatNote(held.note) };
    });
  }

  /**
   * Forgets what was read when it did not serve, whatever the reason: beside the tile that could not be read there may be
   * one that is wrong, and kept it would fail what comes after.
   */
  async #orForget<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (cause) {
      this.#cache.clear();
      this.#roots.clear();
      throw cause;
    }
  }

  /** The known roots, emptied when there are too many; those of another checkpoint are in a map of their own. */
  #knownRoots(): Map<string, Uint8Array> {
    if (this.#roots.size > MAX_ROOTS) this.#roots.clear();
    return this.#roots;
  }

  async #adopt(bytes: Uint8Array, policies: readonly AdoptedPolicy[]): Promise<TrustedCheckpoint> {
    const newest = policies.at(-1)?.policy;
    if (newest === undefined) throw new LogError('out-of-range', 'There is no policy to adopt.');
    const next = await this.#advance(bytes, newest, policies);
    this.#policy = newest;
    return next;
  }

  async #advance(
    bytes: Uint8Array,
    policy: Policy,
    adopted: readonly AdoptedPolicy[] = [],
  ): Promise<TrustedCheckpoint> {
    const next = verifyCheckpoint(bytes, policy, this.#clock?.());
    const held = this.#held?.checkpoint;
    if (held !== undefined) await this.#assertExtends(held, next.checkpoint);
    for (const { leaf, index } of adopted) {
      await this.#orForget(() => assertIncluded(this.#cache.read, next.checkpoint, { leaf, index }));
    }
    this.#held = next;
    this.#roots = new Map();
    return next;
  }

  async #assertExtends(held: Checkpoint, next: Checkpoint): Promise<void> {
    if (next.size < held.size) throw new LogError('rollback', 'The checkpoint is smaller than the one held.');
    if (next.size === held.size) {
      if (!equalBytes(next.root, held.root))
        throw new LogError('fork', 'The checkpoint has another root at the same size.');
      return;
    }
    // Everything extends nothing.
    if (held.size > 0) await this.#orForget(() => assertAppended(this.#cache.read, held, next));
  }
}

/** The proof of its first entry rests on all others of the bundle, if these are put in the place of the tile of their hashes. */
async function assertBundle(
  tiles: TileReader,
  { size, root }: Checkpoint,
  { index, leaves }: { index: number; leaves: readonly Uint8Array[] },
): Promise<void> {
  const hashes = concat(...leaves.map(entryHash));
  const own = tilePath({ level: 0, index, width: leaves.length });
  const read: TileReader = async (path) => (path === own ? hashes : tiles(path));
  const first = index * TILE_WIDTH;
  const proof = await inclusionProof({ read, size }, first);
  verifyInclusion({ index: first, size, root, entryHash: hashes.subarray(0, HASH_BYTES) }, proof);
}

async function assertIncluded(read: TileReader, { size, root }: Checkpoint, { leaf, index }: FoundLeaf): Promise<void> {
  const hashes = await inclusionProof({ read, size }, index);
  verifyInclusion({ index, size, root, entryHash: entryHash(leaf) }, hashes);
}

/** One reading of the tiles decides: a second might be of others, and call a log forked for a tile that was wrong once. */
async function assertAppended(read: TileReader, held: Checkpoint, next: Checkpoint): Promise<void> {
  const path = await consistencyPath({ read, size: next.size }, held.size);
  const roots = consistencyRoots(held.size, next.size, path);
  if (roots === undefined || !equalBytes(roots.newRoot, next.root)) {
    throw new LogError('wrong-proof', 'The tiles do not lead to the root of the checkpoint.');
  }
  // The tiles are the log's own, so it is the log that left the old root.
  if (!equalBytes(roots.oldRoot, held.root)) {
    throw new LogError('fork', 'The checkpoint does not extend the one held.');
  }
}

function readState(state: string, policy: Policy): TrustedCheckpoint {
  try {
    return verifyCheckpoint(textBytes(state), policy);
  } catch (cause) {
    throw new LogError('malformed-state', 'The kept checkpoint does not satisfy the policy.', { cause });
  }
}
