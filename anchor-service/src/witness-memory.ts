import {
  type Checkpoint,
  emptyRoot,
  equalBytes,
  isSignatureOf,
  LogError,
  type NoteKey,
  parseSignedCheckpoint,
  parseTilePath,
  rootOfTiles,
  type SignedNote,
  type TileReader,
  TreeEdge,
  tilePath,
  tileWidth,
  verifyCosignature,
  verifyNote,
} from '@fit4work/protocol';
import { AnchorError } from './error.js';
import type { Journal, LogFolder, LogStore, WitnessPeer } from './ports.js';

export interface MemoryPorts {
  readonly store: LogStore;
  readonly folder: LogFolder;
  readonly journal: Journal;
}

/** What counts as this log's own word. */
export interface LogWord {
  readonly origin: string;
  /** Keys of the log that may have signed a checkpoint of a size, and are not retired. */
  readonly keysAt: (size: number) => readonly NoteKey[];
}

/**
 * Holds what witnesses remember of this log against the state. A witness saw a checkpoint only after it was saved, so one
 * that saw more, or something else, proves that the state was lost or restored from an older copy: signing on would fork the log. Who
 * does not answer is named and not waited for: without a quorum nothing is published anyway.
 *
 * What it shows counts only with its own cosignature; and against the state only when a key of the log signed it that was in
 * effect at that size and is not retired: whoever finds an old key could end the log otherwise, with the address of one witness.
 *
 * @returns the names of those that answered and know of nothing newer
 * @throws AnchorError `older-state` naming the witness and the remedy
 */
export async function assertRemembered(
  ports: MemoryPorts,
  word: LogWord,
  witnesses: readonly WitnessPeer[],
): Promise<ReadonlySet<string>> {
  const heard = new Set<string>();
  const asked = witnesses.map(async (witness) => ({ witness, seen: await recall(witness, word, ports) }));
  for (const { witness, seen } of await Promise.all(asked)) {
    if (seen === 'unheard') continue;
    if (seen !== 'known') {
      throw new AnchorError(
        'older-state',
        `The witness ${witness.name} has cosigned a checkpoint of this log at ${seen.size} entries that is not in this state: restore the newest state and log folder together, or begin a new log under another name and key.`,
      );
    }
    heard.add(witness.name);
  }
  return heard;
}

/** @returns what the witness saw when it is not in this state; `known` when all of it is */
async function recall(
  witness: WitnessPeer,
  word: LogWord,
  ports: MemoryPorts,
): Promise<Checkpoint | 'known' | 'unheard'> {
  try {
    const bytes = await witness.latest(word.origin);
    if (bytes === undefined) return 'known';
    const { note, checkpoint } = parseSignedCheckpoint(bytes);
    assertCosigned(note, checkpoint, { witness, word });
    if (equalBytes((await rootAt(ports, checkpoint.size)) ?? new Uint8Array(0), checkpoint.root)) return 'known';
    assertOwn(note, word.keysAt(checkpoint.size));
    return checkpoint;
  } catch (error) {
    const isAway = error instanceof AnchorError && error.code === 'witness-failed';
    if (!isAway && !(error instanceof LogError)) throw error;
    ports.journal.warn(isAway ? 'witness-unreachable' : 'witness-memory-unreadable', { witness: witness.name });
    return 'unheard';
  }
}

/** @throws LogError `bad-signature` unless it is a checkpoint of this log with the witness's own cosignature */
function assertCosigned(
  note: SignedNote,
  { origin }: Checkpoint,
  { witness, word }: { readonly witness: WitnessPeer; readonly word: LogWord },
): void {
  if (origin === word.origin && verifyCosignature(note, witness.key) !== undefined) return;
  throw new LogError('bad-signature', 'The witness did not cosign what it shows for this log.');
}

/** @throws LogError `bad-signature` unless one of the keys signed it, and each that is on it did */
function assertOwn(note: SignedNote, keys: readonly NoteKey[]): void {
  const own = keys.filter((key) => note.signatures.some((line) => isSignatureOf(key, line)));
  if (own.length === 0) throw new LogError('bad-signature', 'No key of the log signed what the witness shows.');
  for (const key of own) verifyNote(note, key);
}

/** The root of what was signed, when the log had this size; `undefined` when it never had. */
async function rootAt({ store, folder }: MemoryPorts, size: number): Promise<Uint8Array | undefined> {
  const edge = store.signed()?.edge ?? new TreeEdge();
  if (size > edge.size) return undefined;
  if (size === edge.size) return edge.root();
  return size === 0 ? emptyRoot() : rootOfTiles({ read: prefixes(folder.read, edge.size), size });
}

/** Reads tiles of any earlier size: one that was never put out is the beginning of the one that is out now. */
function prefixes(read: TileReader, size: number): TileReader {
  return async (path) => {
    const bytes = await read(path);
    const tile = bytes === undefined ? parseTilePath(path) : undefined;
    if (tile === undefined || tile.level === 'entries') return bytes;
    const width = tileWidth(tile.level, tile.index, size);
    const longer = width <= tile.width ? undefined : await read(tilePath({ ...tile, width }));
    return longer?.subarray(0, tile.width * 32);
  };
}
