import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Block,
  edgeOfTiles,
  entryHash,
  equalBytes,
  formatNote,
  isSignatureOf,
  logKeyOf,
  type Policy,
  parseBlock,
  parseSignedCheckpoint,
  readLeaves,
  relationOf,
  TILE_WIDTH,
  type TileReader,
  TreeEdge,
  tileWidth,
  verifyBinding,
  verifyLink,
} from '@fit4work/protocol';
import { syncFolder } from '../adapters/durable-file.js';
import { FileLogFolder } from '../adapters/file-log-folder.js';
import type { PolicyFile } from '../adapters/policy-file.js';
import { markRestored } from '../adapters/restored-mark.js';
import { AnchorError } from '../error.js';
import type { LogFolder, LogStore } from '../ports.js';
import { type FollowedLog, followLog } from '../verify/followed-log.js';
import { pathOfTiles, type ServedCheckpoint } from '../verify/held-log.js';
import { assertBook, BOOK, DATABASE, LOG, type LogSizes, STATE, withStore } from './back-up.js';
import { copyStamps } from './copied-stamps.js';
import { assertFree, makeFolder } from './fresh-folder.js';
import { blocksUpTo, copyLogFiles, type OnProgress, putCheckpoint, readExisting } from './log-files.js';
import { verifyCopy } from './verify-copy.js';

/** A published copy of the log, and the policy that says which of its checkpoints are believed. */
interface PublishedSource {
  readonly read: TileReader;
  readonly policy: PolicyFile;
  /** Unix seconds: cosignatures of a time to come do not count (SPEC.md clause 15.20). */
  readonly now: number;
}

export interface RestoreOptions {
  /** A backup; without one everything comes from what is published. */
  readonly from: string | undefined;
  /** What is public: the folder, the anchor's or a mirror's address. */
  readonly andFrom: PublishedSource | undefined;
  readonly state: string;
  readonly logDir: string;
  readonly onProgress: OnProgress;
}

/**
 * Makes a state and a public folder of a backup, and takes in what was published since. Both are verified before they get
 * their names. The public folder comes first: an anchor does not start on it without its state.
 *
 * @throws AnchorError `bad-config` when a target is not empty, `source-failed`, `unsound`, LogError
 */
export async function restore({ from, andFrom, state, logDir, onProgress }: RestoreOptions): Promise<LogSizes> {
  for (const target of [state, logDir]) assertFree(target);
  if (from !== undefined && !existsSync(join(from, STATE, DATABASE))) {
    throw new AnchorError('source-failed', `${from} is no backup: give a folder that "backup" made.`);
  }
  return makeFolder(state, async (partial) => {
    const database = join(partial, DATABASE);
    if (from !== undefined) takeDatabases(join(from, STATE), partial);
    const sizes = await withStore(database, (store) =>
      makeFolder(
        logDir,
        async (partialLog) => {
          const folder = new FileLogFolder(partialLog);
          if (from !== undefined) await takeBackup(new FileLogFolder(join(from, LOG)), { folder, store, onProgress });
          const followed = andFrom && (await takePublished(andFrom, { folder, store, onProgress }));
          const checkpoint = await folder.read('checkpoint');
          if (checkpoint === undefined) return { committed: store.head().edge.size, published: 0 };
          await verifyCopy(folder.read, store, { policy: followed?.standing.policy, onProgress });
          if (from !== undefined) await copyStamps(new FileLogFolder(join(from, LOG)).read, folder, followed?.policies);
          if (andFrom !== undefined) await copyStamps(andFrom.read, folder, followed?.policies);
          const published = parseSignedCheckpoint(checkpoint).checkpoint.size;
          return { committed: store.head().edge.size, published };
        },
        0o755,
      ),
    );
    // The call of the system is the same for a file.
    syncFolder(database);
    markRestored(partial);
    return sizes;
  });
}

/** The log, and the book of its publications where the backup has one. @throws AnchorError `unsound` */
function takeDatabases(from: string, state: string): void {
  copyFileSync(join(from, DATABASE), join(state, DATABASE));
  if (!existsSync(join(from, BOOK))) return;
  copyFileSync(join(from, BOOK), join(state, BOOK));
  assertBook(state);
}

interface Target {
  readonly folder: LogFolder;
  readonly store: LogStore;
  readonly onProgress: OnProgress;
}

async function takeBackup({ read }: LogFolder, { folder, store, onProgress }: Target): Promise<void> {
  const checkpoint = await read('checkpoint');
  const published = checkpoint === undefined ? 0 : parseSignedCheckpoint(checkpoint).checkpoint.size;
  const sizes = [published, store.signed()?.edge.size ?? 0];
  await copyLogFiles(read, folder, { sizes, blocks: blocksUpTo(store, Math.max(...sizes)), onProgress });
  if (checkpoint !== undefined) await putCheckpoint(folder, checkpoint);
}

/**
 * Takes in the leaves that were published after those of the state, block by block, and the checkpoint that covers them.
 * @returns what was followed: its policies believe the checkpoint and those before it
 */
async function takePublished(
  { read, policy: given, now }: PublishedSource,
  { folder, store, onProgress }: Target,
): Promise<FollowedLog> {
  const followed = await followLog(read, given, { now });
  const { policy } = followed.standing;
  const { size, root } = followed.checkpoint;
  const checkpoint = followed.note;
  await assertOneHistory(read, store, followed);
  const tail = new Tail(read, store, size);
  while (store.head().edge.size < size) {
    await tail.takeBlock();
    onProgress(store.head().edge.size, size);
  }
  const held = await folder.read('checkpoint');
  if (held !== undefined && parseSignedCheckpoint(held).checkpoint.size > size) {
    throw new AnchorError('bad-config', 'What is published there is older than the backup: leave --and-from out.');
  }
  const edge = new TreeEdge(size, await edgeOfTiles({ read, size }));
  if (!equalBytes(edge.root(), root)) {
    throw new AnchorError(
      'unsound',
      'The tiles that are published do not lead to their checkpoint: give another copy of the log.',
    );
  }
  // A state that has signed more than is public keeps that signature: it is of the same tree, and to be asked for again.
  if ((store.signed()?.edge.size ?? 0) < size) await store.saveSigned({ edge, note: ofLogAlone(checkpoint, policy) });
  await copyLogFiles(read, folder, { sizes: [size], blocks: blocksUpTo(store, size), onProgress });
  await putCheckpoint(folder, checkpoint);
  return followed;
}

/**
 * Before anything is taken: what the backup has is the beginning of what is published, or goes on where that ends.
 * @throws AnchorError `unsound`
 */
async function assertOneHistory(read: TileReader, store: LogStore, { checkpoint }: ServedCheckpoint): Promise<void> {
  const { edge } = store.head();
  const size = Math.min(edge.size, checkpoint.size);
  if (size === 0) return;
  const [last] = store.blocks(size - 1, size);
  const own = size === edge.size ? edge.root() : last?.root;
  const path = await pathOfTiles(read, size, checkpoint.size);
  const isOne =
    own !== undefined && relationOf({ ...checkpoint, size, root: own }, checkpoint, path) !== 'contradictory';
  if (isOne) return;
  throw new AnchorError(
    'unsound',
    `This backup is not of the log that is published there: at ${size} entries it has another root. Give a backup of that log, or leave --from out.`,
  );
}

/** Blocks after those of a store, each verified against the one before and against its own leaves. */
class Tail {
  readonly #read: TileReader;
  readonly #store: LogStore;
  readonly #size: number;

  constructor(read: TileReader, store: LogStore, size: number) {
    this.#read = read;
    this.#store = store;
    this.#size = size;
  }

  /** @throws AnchorError `unsound` when the block does not follow, LogError */
  async takeBlock(): Promise<void> {
    const { block: before, edge } = this.#store.head();
    const block = parseBlock(await readExisting(this.#read, `blocks/${before === undefined ? 0 : before.height + 1}`));
    verifyLink(block, before);
    const entries = await this.#entriesOf(block);
    verifyBinding(block, entries[0] ?? new Uint8Array(0));
    const grown = edge.copy();
    for (const entry of entries) grown.append(entryHash(entry));
    if (block.size > this.#size || !equalBytes(grown.root(), block.root)) {
      throw new AnchorError(
        'unsound',
        `Block ${block.height} is not that of its leaves: give another copy of the log.`,
      );
    }
    await this.#store.commit({ block, edge: grown, entries });
  }

  async #entriesOf({ firstIndex, size }: Block): Promise<Uint8Array[]> {
    const leaves: Uint8Array[] = [];
    for (let at = firstIndex; at < size; ) {
      const bundle = Math.floor(at / TILE_WIDTH);
      const all = await readLeaves(this.#read, bundle, tileWidth('entries', bundle, this.#size));
      const first = at - bundle * TILE_WIDTH;
      const taken = all.slice(first, first + size - at);
      if (taken.length === 0) throw new AnchorError('unsound', `Block ${size} ends beyond the checkpoint.`);
      leaves.push(...taken);
      at += taken.length;
    }
    return leaves;
  }
}

/** What the log itself signed, as the anchor keeps it. */
function ofLogAlone(checkpoint: Uint8Array, policy: Policy): Uint8Array {
  const { note } = parseSignedCheckpoint(checkpoint);
  const key = logKeyOf(policy);
  return formatNote({ text: note.text, signatures: note.signatures.filter((line) => isSignatureOf(key, line)) });
}
