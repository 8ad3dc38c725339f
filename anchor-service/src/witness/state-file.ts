import { type Checkpoint, LogError, type NoteKey, parseSignedCheckpoint } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
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
 * What a witness must never forget: for each origin the last checkpoint it cosigned. It notes too how many policy statements were
 * cosigned, so that their own file cannot be lost, or be an older copy, without a word.
 * Its calls block, so that comparing with the record and replacing it are one act. One process at a time: see `lockState`.
 */
export class WitnessStateFile {
  readonly #file: NoteFile;
  readonly #records: Map<string, Recorded>;
  #noted: number;

  readonly #countStatements: () => number;

  /**
   * @param key the key of the witness
   * @param countStatements how many policy statements it remembers on disk
   * @throws AnchorError `damaged-state`, `bad-key` as `NoteFile`; `damaged-state` when it remembers fewer than were noted
   */
  constructor(file: string, key: NoteKey, countStatements: () => number = () => 0) {
    this.#file = new NoteFile(file, key, 'checkpoints');
    this.#records = readRecords(this.#file);
    this.#noted = this.#file.cosignedStatements;
    this.#countStatements = () => {
      const count = countStatements();
      if (count < this.#noted) throw forgotten(file, this.#noted);
      return count;
    };
    this.#countStatements();
  }

  /**
   * Makes the file when there is none, so that a folder that cannot be written is noticed before a log asks; and notes what was
   * cosigned of statements since.
   */
  prepare(): void {
    if (!this.#file.exists || this.#countStatements() > this.#noted) this.#save(this.#records);
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
   * @throws AnchorError `storage-failed`; `damaged-state` when statements were forgotten meanwhile
   */
  put(record: Recorded): void {
    const next = new Map(this.#records).set(record.checkpoint.origin, record);
    this.#save(next);
    this.#records.set(record.checkpoint.origin, record);
  }

  #save(records: ReadonlyMap<string, Recorded>): void {
    const count = this.#countStatements();
    const notes = [...records.values()].map(({ note }) => note);
    this.#file.write(notes, count);
    this.#noted = count;
  }
}

function forgotten(file: string, count: number): AnchorError {
  return new AnchorError(
    'damaged-state',
    `The state ${file} notes ${count} cosigned policy statements and ${file}.statements has fewer: follow "the state file" in docs/witness.md.`,
  );
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
