import { type Checkpoint, LogError, type NoteKey, parseSignedCheckpoint } from '@fit4work/protocol';
import { NoteFile } from './note-file.js';

/** The checkpoint of an origin that was cosigned last. */
export interface Recorded {
  readonly checkpoint: Checkpoint;
  /** The note, with the log's signature and the witness's own. */
  readonly note: Uint8Array;
  /** Unix seconds of the cosignature. */
  readonly time: number;
}

/**
 * What a witness must never forget: for each origin the last checkpoint it cosigned.
 * Its calls block, so that comparing with the record and replacing it are one act. One process at a time: see `lockState`.
 */
export class WitnessStateFile {
  readonly #file: NoteFile;
  readonly #records: Map<string, Recorded>;

  /** @param key the key of the witness @throws AnchorError `damaged-state`, `bad-key` as `NoteFile` */
  constructor(file: string, key: NoteKey) {
    this.#file = new NoteFile(file, key, 'checkpoints');
    this.#records = readRecords(this.#file);
  }

  /** Makes the file when there is none, so that a folder that cannot be written is noticed before a log asks. */
  prepare(): void {
    if (!this.#file.exists) this.#save(this.#records);
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
    this.#file.write([...records.values()].map(({ note }) => note));
  }
}

function readRecords(file: NoteFile): Map<string, Recorded> {
  const records = file.read().map(({ bytes, time }) => ({ checkpoint: checkpointOf(bytes, file), note: bytes, time }));
  const byOrigin = new Map(records.map((record) => [record.checkpoint.origin, record]));
  if (byOrigin.size < records.length) throw file.damaged();
  return byOrigin;
}

function checkpointOf(bytes: Uint8Array, file: NoteFile): Checkpoint {
  try {
    return parseSignedCheckpoint(bytes).checkpoint;
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw file.damaged(cause);
  }
}
