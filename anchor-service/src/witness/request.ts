import { type Checkpoint, LogError, parseSignedCheckpoint, type SignedNote } from '@fit4work/protocol';

/** A request to cosign, as it was read. @see C2SP tlog-witness, add-checkpoint */
export interface CosignRequest {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The checkpoint's bytes as they came. */
  readonly bytes: Uint8Array;
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
}

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
    const bytes = new Uint8Array(body.subarray(end + 2));
    return { oldSize: Number(oldSize), proof: lines.map(readHashLine), bytes, ...parseSignedCheckpoint(bytes) };
  } catch (error) {
    if (error instanceof LogError) return undefined;
    throw error;
  }
}

function isHashLine(line: string): boolean {
  return HASH_LINE.test(line) && Buffer.from(line, 'base64').toString('base64') === line;
}

function readHashLine(line: string): Uint8Array {
  return new Uint8Array(Buffer.from(line, 'base64'));
}
