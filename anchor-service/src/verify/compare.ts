import { equalBytes, LogView, relationOf, TILE_WIDTH, tileWidth } from '@fit4work/protocol';
import type { PolicyFile } from '../adapters/policy-file.js';
import { compareBlocks, type NamedLog } from './compare-blocks.js';
import { readHashes, speakingReader } from './file-reader.js';
import { FindingError } from './finding-error.js';
import { followLog } from './followed-log.js';
import { pathOfTiles, type ServedCheckpoint } from './held-log.js';
import { longerOf, type ServedPolicies } from './policy-chain.js';
import { proving } from './proving.js';

/** A source with what people call it. */
type NamedSource = Pick<NamedLog, 'name' | 'read'>;

/** A checkpoint as a source served it. */
interface Served extends ServedCheckpoint, NamedLog {
  readonly history: ServedPolicies;
}

/** Two sources side by side. */
export interface Comparison {
  readonly sizes: readonly [number, number];
  /** `undefined` when one is the beginning of the other. */
  readonly fork:
    | undefined
    | {
        readonly notes: readonly [Uint8Array, Uint8Array];
        readonly path: readonly Uint8Array[];
        /** Of the two, those that go further. */
        readonly policies: ServedPolicies;
        /** The first leaf that differs, where the tiles of both tell. */
        readonly index: number | undefined;
      };
}

/**
 * Compares what two sources serve as one log: whether the smaller is the beginning of the larger, and its blocks those of the larger.
 * @throws FindingError also when the tiles of the larger do not belong to its checkpoint, naming the source in `path`
 */
export async function compareSources(
  [a, b]: readonly [NamedSource, NamedSource],
  policy: PolicyFile,
  now?: number,
): Promise<Comparison> {
  const open = (source: NamedSource): Promise<Served> => openServed(source, policy, now);
  const [left, right] = [await open(a), await open(b)];
  const sizes = [left.checkpoint.size, right.checkpoint.size] as const;
  const [small, large] = sizes[0] <= sizes[1] ? [left, right] : [right, left];
  const [before, after] = [small.checkpoint, large.checkpoint];
  if (before.origin !== after.origin) {
    throw new FindingError({ kind: 'undecided', detail: 'The two sources are of two logs of the policy.' });
  }
  const path = before.size === after.size ? [] : await pathOfTiles(large.read, before.size, after.size);
  const relation = relationOf(before, after, path);
  if (relation === 'undecided') throw new FindingError({ kind: 'wrong-root', path: 'checkpoint', index: after.size });
  if (relation === 'consistent') {
    await compareBlocks([left, right]);
    return { sizes, fork: undefined };
  }
  const policies = longerOf(left.history, right.history);
  return { sizes, fork: { notes: [left.note, right.note], path, policies, index: await firstOther(small, large) } };
}

async function openServed({ name, read: source }: NamedSource, policy: PolicyFile, now?: number): Promise<Served> {
  const {
    read: own,
    note,
    checkpoint,
    standing,
    history,
  } = await followLog(source, policy, now === undefined ? {} : { now });
  const read = speakingReader(own);
  const view = new LogView({ policy: standing.policy, read });
  await proving({ kind: 'bad-checkpoint', path: 'checkpoint' }, () => view.advance(note));
  return { name, read, view, note, checkpoint, history };
}

/** Goes down from the top, at each level into the first subtree that differs, or past all that are equal. */
async function firstOther(small: Served, large: Served): Promise<number | undefined> {
  const { size } = small.checkpoint;
  let level = 0;
  while (tileWidth(level + 1, 0, size) > 0) level += 1;
  let index = 0;
  for (; level >= 0; level -= 1) {
    const place = await firstOtherHash(small, large, { level, index });
    if (place === undefined) return undefined;
    index = index * TILE_WIDTH + place;
  }
  return index < size ? index : undefined;
}

/** @returns the width in the smaller when all of it is equal, `undefined` when a source does not have the tile any more */
async function firstOtherHash(
  small: Served,
  large: Served,
  { level, index }: { level: number; index: number },
): Promise<number | undefined> {
  const widthIn = ({ checkpoint }: Served): number => tileWidth(level, index, checkpoint.size);
  const width = widthIn(small);
  if (width === 0) return 0;
  try {
    const here = await readHashes(small.read, { level, index, width });
    const there = await readHashes(large.read, { level, index, width: widthIn(large) });
    for (let place = 0; place < width; place += 1) {
      const [from, to] = [place * 32, (place + 1) * 32];
      if (!equalBytes(here.subarray(from, to), there.subarray(from, to))) return place;
    }
    return width;
  } catch (error) {
    if (error instanceof FindingError) return undefined;
    throw error;
  }
}
