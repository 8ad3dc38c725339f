import {
  type Checkpoint,
  emptyRoot,
  LogError,
  type PolicyLog,
  parseSignedCheckpoint,
  type SignedNote,
  verifyConsistency,
  verifyNote,
} from '@fit4work/protocol';

/** A request to cosign, as it was read. @see C2SP tlog-witness, add-checkpoint */
export interface CosignRequest {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
}

/** What a witness answers before it cosigns; `consistent` means that it may. */
export type Decision =
  | { readonly kind: 'consistent' }
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 404 | 422 };

const MAX_PROOF_LINES = 63;
const HASH_LINE = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Reads the body of a request.
 * @returns `undefined` for anything that is not of the form of the specification
 */
export function parseRequest(body: Uint8Array): CosignRequest | undefined {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
  const end = text.indexOf('\n\n');
  const [old, ...lines] = text.slice(0, Math.max(0, end)).split('\n');
  const oldSize = /^old (0|[1-9][0-9]{0,15})$/.exec(old ?? '')?.[1];
  if (oldSize === undefined || !Number.isSafeInteger(Number(oldSize))) return undefined;
  if (lines.length > MAX_PROOF_LINES || !lines.every(isHashLine)) return undefined;
  try {
    const { note, checkpoint } = parseSignedCheckpoint(body.subarray(end + 2));
    return { oldSize: Number(oldSize), proof: lines.map(readHashLine), note, checkpoint };
  } catch (error) {
    if (error instanceof LogError) return undefined;
    throw error;
  }
}

/**
 * Decides on a request, case by case in the order of the specification.
 * @param recorded the checkpoint of this origin that was cosigned last
 */
export function decide(request: CosignRequest, logs: readonly PolicyLog[], recorded: Checkpoint | undefined): Decision {
  const { checkpoint, oldSize, note, proof } = request;
  const log = logs.find((known) => known.key.name === checkpoint.origin);
  if (log === undefined) return { kind: 'refused', status: 404 };
  if (!holds(() => verifyNote(note, log.key))) return { kind: 'refused', status: 403 };
  if (oldSize > checkpoint.size) return { kind: 'refused', status: 400 };
  const recordedSize = recorded?.size ?? 0;
  if (oldSize !== recordedSize) return { kind: 'conflict', size: recordedSize };
  // A witness that saw nothing yet holds the empty tree.
  const claim = {
    oldSize,
    oldRoot: recorded?.root ?? emptyRoot(),
    newSize: checkpoint.size,
    newRoot: checkpoint.root,
  };
  return holds(() => verifyConsistency(claim, proof)) ? { kind: 'consistent' } : { kind: 'refused', status: 422 };
}

function holds(verify: () => void): boolean {
  try {
    verify();
    return true;
  } catch (error) {
    if (error instanceof LogError) return false;
    throw error;
  }
}

function isHashLine(line: string): boolean {
  return HASH_LINE.test(line) && Buffer.from(line, 'base64').toString('base64') === line;
}

function readHashLine(line: string): Uint8Array {
  return new Uint8Array(Buffer.from(line, 'base64'));
}
