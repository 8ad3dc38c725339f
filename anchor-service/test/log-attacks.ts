import {
  addSignatures,
  cosign,
  equalBytes,
  formatSignedCheckpoint,
  noteSigner,
  parseNote,
  readLeaves,
  type SignedNote,
  signCheckpoint,
  TILE_WIDTH,
  tileWidth,
} from '@fit4work/protocol';
import { TileRows } from '../src/core/tile-rows.js';
import { ORIGIN } from './kit.js';
import { type Keys, MemoryLog } from './memory-log.js';

type Random = (limit: number) => number;

/** What an attack made of a log's public folder. */
export interface Attacked {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What was done, for a failing test to say. */
  readonly what: string;
}

/** A log with a past, some of it behind partial tiles: up to 600 leaves in up to five batches. */
export async function randomLog(keys: Keys, random: Random): Promise<MemoryLog> {
  const log = new MemoryLog(keys);
  const batches = 1 + random(5);
  for (let i = 0; i < batches; i += 1) await log.grow(log.size, 1 + random(120));
  return log;
}

const anyOf = <T>(items: readonly T[], random: Random): T => {
  const item = items[random(items.length)];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
};

/** One bit of one file is another. */
export function rewriteOneBit(log: MemoryLog, random: Random): Attacked {
  const path = anyOf([...log.files.keys()].sort(), random);
  const bytes = log.file(path);
  const at = random(bytes.length);
  const bit = random(8);
  const changed = bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit));
  return { files: new Map(log.files).set(path, changed), what: `bit ${bit} of byte ${at} of ${path}` };
}

/** The end of one file is cut off, or the file is gone. */
export function truncate(log: MemoryLog, random: Random): Attacked {
  const path = anyOf([...log.files.keys()].filter((name) => name !== 'blocks/latest').sort(), random);
  const bytes = log.file(path);
  const length = random(bytes.length);
  const files = new Map(log.files);
  if (length % 5 === 0) files.delete(path);
  else files.set(path, bytes.subarray(0, length));
  return { files, what: `${path} cut to ${length % 5 === 0 ? 'nothing' : length}` };
}

/** A checkpoint of leaves that never were, or of those that are, whose signatures are not those of the policy. */
export function forgeSignature(log: MemoryLog, random: Random): Attacked {
  const standing = parseNote(log.file('checkpoint'));
  const [origin, size = '', ...rest] = standing.text.split('\n');
  const otherText = [origin, String(Number(size) + 1), ...rest].join('\n');
  const thief = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(200 + random(50)));
  const stranger = noteSigner('council.example', 4, new Uint8Array(32).fill(200 + random(50)));
  const root = new Uint8Array(32).fill(random(256));
  const ways: readonly (() => SignedNote)[] = [
    () => ({ text: otherText, signatures: standing.signatures }),
    () => signCheckpoint({ origin: ORIGIN, size: log.size, root }, thief),
    () => addSignatures(signCheckpoint({ origin: ORIGIN, size: log.size, root }, thief), standing.signatures.slice(1)),
    () => ({ text: standing.text, signatures: standing.signatures.slice(1) }),
    () => ({ text: standing.text, signatures: standing.signatures.slice(0, 2) }),
    () => {
      const lone = signCheckpoint({ origin: ORIGIN, size: log.size, root }, log.keys.log);
      const strange = cosign(lone.text, 1, stranger);
      return addSignatures(lone, [strange, { ...strange, keyId: standing.signatures[1]?.keyId ?? strange.keyId }]);
    },
    () => {
      const which = random(2) + 1;
      const lines = standing.signatures.map((line, i) =>
        i === which ? { ...line, signature: line.signature.with(8 + random(64), random(256)) } : line,
      );
      return { text: standing.text, signatures: lines };
    },
  ];
  const way = random(ways.length);
  const note = formatSignedCheckpoint((ways[way] ?? ways[0])?.() ?? standing);
  return { files: new Map(log.files).set('checkpoint', note), what: `forged in way ${way}` };
}

/** How far up an entry is rewritten: in its bundle alone, in the tile of its hash too, or up to the root. */
type Height = 'bundle' | 'tile' | 'root';

/** One entry is another, whatever the blocks and the checkpoint say. */
export async function rewriteEntry(log: MemoryLog, index: number, height: Height): Promise<Map<string, Uint8Array>> {
  const entries = await entriesOf(log);
  const changed = entries.with(index, new Uint8Array(32).fill(0xab));
  const { files } = TileRows.of(0).grow({ standing: [], leaves: changed });
  const bundle = String(Math.floor(index / TILE_WIDTH)).padStart(3, '0');
  const starts = {
    bundle: [`tile/entries/${bundle}`],
    tile: [`tile/entries/${bundle}`, `tile/0/${bundle}`],
    root: [''],
  };
  const taken = [...files].filter(([path]) => starts[height].some((start) => path.startsWith(start)));
  return new Map([...log.files, ...taken]);
}

/** Two histories that the same log and the same witnesses signed, with the first leaf in which they differ. */
export async function forkOf(
  log: MemoryLog,
  random: Random,
): Promise<{ readonly other: MemoryLog; readonly index: number }> {
  const other = new MemoryLog(log.keys);
  const shared = random(log.size);
  // The same leaves up to one, in blocks of its own: where these begin, the links differ.
  if (shared > 0) await other.grow(0, shared);
  await other.grow(5_000, 1 + random(200));
  if (random(2) === 1) await other.grow(7_000, 1 + random(100));
  const [left, right] = [await entriesOf(log), await entriesOf(other)];
  return { other, index: left.findIndex((entry, i) => !equalBytes(entry, right[i] ?? new Uint8Array(0))) };
}

/** Everything in the tree, links among the leaves. */
export async function entriesOf(log: MemoryLog): Promise<Uint8Array[]> {
  const bundles = Array.from({ length: Math.ceil(log.size / TILE_WIDTH) }, (_, i) =>
    readLeaves(log.read, i, tileWidth('entries', i, log.size)),
  );
  return (await Promise.all(bundles)).flat();
}
