import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  type Checkpoint,
  encodeVkey,
  LogError,
  type NoteKey,
  parseSignedCheckpoint,
  verifyCosignature,
} from '@fit4work/protocol';
import { replaceFile } from '../adapters/durable-file.js';
import { AnchorError } from '../error.js';

/** The checkpoint of an origin that was cosigned last. */
export interface Recorded {
  readonly checkpoint: Checkpoint;
  /** The note, with the log's signature and the witness's own. */
  readonly note: Uint8Array;
  /** Unix seconds of the cosignature. */
  readonly time: number;
}

/**
 * What a witness must never forget: for each origin the last checkpoint it cosigned. One JSON file, replaced in one step.
 * Its calls block, so that comparing with the record and replacing it are one act. One process at a time: see `lockState`.
 */
export class WitnessStateFile {
  readonly #file: string;
  readonly #key: NoteKey;
  readonly #records: Map<string, Recorded>;

  /**
   * @param key the key of the witness
   * @throws AnchorError `damaged-state`: to begin anew would let a log rewrite what was cosigned; `bad-key` when the file
   * is another witness's
   */
  constructor(file: string, key: NoteKey) {
    this.#file = file;
    this.#key = key;
    this.#records = existsSync(file) ? readRecords(file, key) : new Map();
  }

  /** Makes the file when there is none, so that a folder that cannot be written is noticed before a log asks. */
  prepare(): void {
    if (!existsSync(this.#file)) this.#save(this.#records);
  }

  get(origin: string): Recorded | undefined {
    return this.#records.get(origin);
  }

  all(): readonly Recorded[] {
    return [...this.#records.values()];
  }

  /**
   * On disk when it returns; the cosignature must not leave before. One that throws may have happened: the next start finds
   * the one record or the other, both whole, and the cosignature of neither more than the other was given away.
   * @throws AnchorError `storage-failed`
   */
  put(record: Recorded): void {
    const next = new Map(this.#records).set(record.checkpoint.origin, record);
    this.#save(next);
    this.#records.set(record.checkpoint.origin, record);
  }

  #save(records: ReadonlyMap<string, Recorded>): void {
    const notes = [...records.values()].map(({ note }) => Buffer.from(note).toString('utf8'));
    try {
      // A crash before it, or in it until the file has its name: the old record stands, and nobody has the new cosignature. From
      // then on: the old record or the new one. The log asks again, and is told the size that was recorded.
      replaceFile(this.#file, Buffer.from(stateText(encodeVkey(this.#key), notes)));
      // A crash here: the new record, whose cosignature nobody has; the log asks for the same checkpoint and gets another.
    } catch (cause) {
      const message = `The state ${this.#file} cannot be written: give a file in a writable folder.`;
      throw new AnchorError('storage-failed', message, { cause });
    }
  }
}

/** The one text of a state: any other bytes are not a state that a witness wrote. */
function stateText(witness: string, checkpoints: readonly string[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([witness, checkpoints]))
    .digest('hex');
  return `${JSON.stringify({ version: 1, witness, checkpoints, digest })}\n`;
}

function readRecords(file: string, key: NoteKey): Map<string, Recorded> {
  const { witness, notes } = readState(file);
  if (witness !== encodeVkey(key)) {
    throw new AnchorError(
      'bad-key',
      `The state ${file} belongs to another witness key: give the key that made it, or the name of a new state.`,
    );
  }
  const records = notes.map((note) => readRecord(file, note, key));
  const byOrigin = new Map(records.map((record) => [record.checkpoint.origin, record]));
  if (byOrigin.size < records.length) throw damaged(file);
  return byOrigin;
}

function readState(file: string): { witness: string; notes: string[] } {
  try {
    const text = readFileSync(file, 'utf8');
    const value: unknown = JSON.parse(text);
    const known = typeof value === 'object' && value !== null && 'witness' in value && 'checkpoints' in value;
    const witness = known && typeof value.witness === 'string' ? value.witness : '';
    const notes = known && Array.isArray(value.checkpoints) ? value.checkpoints.map(String) : [];
    if (stateText(witness, notes) === text) return { witness, notes };
  } catch (cause) {
    throw damaged(file, cause);
  }
  throw damaged(file);
}

function readRecord(file: string, text: string, key: NoteKey): Recorded {
  try {
    const bytes = new Uint8Array(Buffer.from(text));
    const { note, checkpoint } = parseSignedCheckpoint(bytes);
    const time = verifyCosignature(note, key);
    if (time !== undefined) return { checkpoint, note: bytes, time };
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw damaged(file, cause);
  }
  throw damaged(file);
}

function damaged(file: string, cause?: unknown): AnchorError {
  const message = `The state ${file} of the witness is damaged: follow "the state file" in docs/witness.md.`;
  return new AnchorError('damaged-state', message, { cause });
}
