import { type Block, blockHash, equalBytes } from '@fit4work/anchor-service/verifier';
import { AskError } from '../../../kit/index.js';
import { blockAt, OtherHeight } from '../blocks.js';

const PAGE = 10;

/** A height of the chain, with the block that the log gives there. */
export interface Place {
  readonly height: number;
  /** `undefined` where it gives none, or none that can be read. */
  readonly block: Block | undefined;
}

/** Some places of the chain that follow each other, and what they are a part of. */
export interface Places {
  /** The later before the earlier. */
  readonly places: readonly Place[];
  /** How many blocks the log says that it has; `undefined` where that was not asked. */
  readonly shown: number | undefined;
  /** How many a verification went through, where there was one by then. */
  readonly verified: number | undefined;
}

/**
 * The newest places, or those up to a height. A log that names an older block as its newest than was verified hides none of those.
 * @throws AskError for a log that does not answer; of another height OtherHeight
 */
export async function placesUpTo(top: number | undefined, verified: number | undefined): Promise<Places> {
  const newest = top === undefined ? await blockAt('latest') : undefined;
  const shown = top === undefined ? (newest === undefined ? 0 : newest.height + 1) : undefined;
  const first = top ?? Math.max(shown ?? 0, verified ?? 0) - 1;
  const heights = Array.from({ length: Math.min(PAGE, first + 1) }, (_, i) => first - i);
  const places = heights.map(async (height) =>
    newest?.height === height ? { height, block: newest } : placeAt(height),
  );
  return { places: await Promise.all(places), shown, verified };
}

/** Whether a block carries the hash of the one before it. */
export const isLinked = (block: Block, before: Block): boolean => equalBytes(blockHash(before), block.previous);

/** @throws AskError as {@link placesUpTo} */
export async function placeAt(height: number): Promise<Place> {
  try {
    return { height, block: await blockAt(height) };
  } catch (error) {
    const isSilent = error instanceof AskError && error.code === 'unreachable';
    if (isSilent || !(error instanceof AskError) || error instanceof OtherHeight) throw error;
    return { height, block: undefined };
  }
}
