import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes, parseSignedCheckpoint, rootOfTiles, type TreeEdge } from '@fit4work/protocol';
import { syncFolder } from '../adapters/durable-file.js';
import { FileLogFolder } from '../adapters/file-log-folder.js';
import { markRestored } from '../adapters/restored-mark.js';
import { assertWhole, copyDatabase } from '../adapters/sqlite-copy.js';
import { SqliteLogStore } from '../adapters/sqlite-log-store.js';
import { AnchorError } from '../error.js';
import type { LogFolder, LogStore } from '../ports.js';
import { copyStamps } from './copied-stamps.js';
import { makeFolder } from './fresh-folder.js';
import { blocksUpTo, copyLogFiles, type OnProgress, putCheckpoint } from './log-files.js';
import { verifyCopy } from './verify-copy.js';

/** The names within a backup, and of the databases within a state: the log, and the book of its publications. */
export const [STATE, LOG, DATABASE, BOOK] = ['state', 'log', 'log.sqlite', 'audit.sqlite'] as const;

const BOOK_REMEDY = 'move it out of the state, which loses times of publication and nothing of the log';

export interface BackUpOptions {
  /** Folder of the anchor's database. */
  readonly state: string;
  /** The public folder. */
  readonly logDir: string;
  /** The folder to be made. */
  readonly out: string;
  readonly onProgress: OnProgress;
}

/** How much a state has. */
export interface LogSizes {
  /** Leaves committed. */
  readonly committed: number;
  /** Leaves that its checkpoint covers. */
  readonly published: number;
}

/**
 * Copies a log that may be running, with its time stamps and its book of publications, and verifies the copy. A crash in it means: a folder that ends in `.partial`, which is no
 * backup and may be thrown away.
 *
 * @throws AnchorError `bad-config` when the target is not empty, `source-failed`, `unsound`, `storage-failed`
 */
export function backUp({ state, logDir, out, onProgress }: BackUpOptions): Promise<LogSizes> {
  return makeFolder(out, async (partial) => {
    const source = new FileLogFolder(logDir);
    mkdirSync(join(partial, STATE), { mode: 0o700 });
    // Before the database, which then has whatever the book tells of.
    const book = join(state, BOOK);
    if (existsSync(book)) {
      await copyDatabase(book, join(partial, STATE, BOOK), onProgress);
      assertBook(join(partial, STATE));
    }
    // Before it too: so the database is at least as new as what is public, and the other way round an anchor would not start on it.
    const checkpoint = await source.read('checkpoint');
    const database = join(partial, STATE, DATABASE);
    await copyDatabase(join(state, DATABASE), database, onProgress);
    const folder = new FileLogFolder(join(partial, LOG));
    const sizes = await withStore(database, (store) =>
      copyAndVerify({ source, folder, store, checkpoint, onProgress }),
    );
    // The call of the system is the same for a file.
    syncFolder(database);
    // However it is put back, by `restore` or by hand.
    markRestored(join(partial, STATE));
    return sizes;
  });
}

/** Of a state that has a book: that it can be read from end to end; on disk when it returns. @throws AnchorError `unsound` */
export function assertBook(state: string): void {
  const book = join(state, BOOK);
  assertWhole(book, BOOK_REMEDY);
  syncFolder(book);
}

/** Opens a database for a while; its lock is not left beside it. */
export async function withStore<T>(database: string, use: (store: LogStore) => Promise<T>): Promise<T> {
  const store = new SqliteLogStore(database);
  try {
    return await use(store);
  } finally {
    store.close();
    rmSync(`${database}.lock`, { force: true });
  }
}

interface Copying {
  readonly source: LogFolder;
  readonly folder: LogFolder;
  readonly store: LogStore;
  readonly checkpoint: Uint8Array | undefined;
  readonly onProgress: OnProgress;
}

async function copyAndVerify({ source, folder, store, checkpoint, onProgress }: Copying): Promise<LogSizes> {
  const published = checkpoint === undefined ? 0 : parseSignedCheckpoint(checkpoint).checkpoint.size;
  const signed = store.signed()?.edge;
  const sizes = [published, signed?.size ?? 0];
  const blocks = blocksUpTo(store, Math.max(...sizes));
  await copyLogFiles(source.read, folder, { sizes, blocks, onProgress });
  if (signed !== undefined) await assertSigned(folder, signed);
  if (checkpoint !== undefined) {
    await putCheckpoint(folder, checkpoint);
    await verifyCopy(folder.read, store, { onProgress });
    await copyStamps(source.read, folder);
  }
  return { committed: store.head().edge.size, published };
}

async function assertSigned({ read }: LogFolder, edge: TreeEdge): Promise<void> {
  if (equalBytes(await rootOfTiles({ read, size: edge.size }), edge.root())) return;
  throw new AnchorError('unsound', 'The tiles do not lead to the root that the log signed: restore the log folder.');
}
