import { relationOf, type TileReader } from '@fit4work/protocol';
import type { Evidence } from '../evidence/write-evidence.js';
import { FindingError } from '../verify/finding-error.js';
import { pathOfTiles, TakenBack } from '../verify/held-log.js';
import type { KeptState } from '../verify/kept-state.js';
import { OtherStatement } from '../verify/policy-chain.js';

/** Why a log was refused, as far as the copy can tell, and the two signed words that show it. */
interface RefusalProof {
  readonly error: FindingError;
  readonly evidence: Evidence;
}

/**
 * What a refusal shows to others; `undefined` when it shows nothing.
 * @param floor what the log was held to
 * @param copy reads the tiles of the copy, where there is one: of a smaller checkpoint they tell whether it is an old one or another's
 */
export async function proofOfRefusal(
  error: FindingError,
  floor: KeptState | undefined,
  copy: TileReader | undefined,
): Promise<RefusalProof | undefined> {
  if (error instanceof OtherStatement) {
    return { error, evidence: { kind: 'statements', a: error.held, b: error.served } };
  }
  if (!(error instanceof TakenBack) || floor === undefined) return undefined;
  const told = error.path.length > 0 || copy === undefined ? error : await toldByCopy(error, floor, copy);
  return { error: told, evidence: { kind: 'checkpoints', a: floor.note, b: told.served.note, path: told.path } };
}

async function toldByCopy(error: TakenBack, { checkpoint: held }: KeptState, copy: TileReader): Promise<TakenBack> {
  const { served } = error;
  const { size } = served.checkpoint;
  if (size === 0 || size >= held.size) return error;
  const path = await pathOf(copy, size, held.size);
  const relation = relationOf(held, served.checkpoint, path);
  if (relation === 'undecided') return error;
  return new TakenBack(relation === 'contradictory' ? 'fork' : 'rollback', held, { served, path });
}

/** The alarm is raised also where the copy lost a tile. */
async function pathOf(copy: TileReader, size: number, heldSize: number): Promise<readonly Uint8Array[]> {
  try {
    return await pathOfTiles(copy, size, heldSize);
  } catch (error) {
    if (!(error instanceof FindingError)) throw error;
    return [];
  }
}
