import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Checkpoint, parseSignedCheckpoint } from '@fit4work/protocol';
import { AnchorError } from '../error.js';

/** The checkpoint of an origin that was cosigned last, with its bytes. */
export interface Recorded {
  readonly checkpoint: Checkpoint;
  readonly note: Uint8Array;
}

/**
 * What a witness must never forget: for each origin the last checkpoint it cosigned. One JSON file, replaced in one step.
 * Its calls block, so that comparing with the record and replacing it are one act.
 */
export class WitnessStateFile {
  readonly #file: string;
  readonly #records: Map<string, Recorded>;

  /** @throws AnchorError `damaged-state`: to begin anew would let a log rewrite what was cosigned */
  constructor(file: string) {
    this.#file = file;
    this.#records = existsSync(file) ? readRecords(file) : new Map();
  }

  /** Makes the file when there is none, so that a folder that cannot be written is noticed before a log asks. */
  prepare(): void {
    if (this.#records.size === 0) this.#save(this.#records);
  }

  get(origin: string): Recorded | undefined {
    return this.#records.get(origin);
  }

  all(): IterableIterator<Recorded> {
    return this.#records.values();
  }

  /** On disk when it returns. */
  put(record: Recorded): void {
    const next = new Map(this.#records).set(record.checkpoint.origin, record);
    this.#save(next);
    this.#records.set(record.checkpoint.origin, record);
  }

  #save(records: ReadonlyMap<string, Recorded>): void {
    const notes = [...records.values()].map(({ note }) => Buffer.from(note).toString('utf8'));
    try {
      writeThrough(`${this.#file}.tmp`, `${JSON.stringify({ version: 1, checkpoints: notes })}\n`);
      renameSync(`${this.#file}.tmp`, this.#file);
      syncFolder(dirname(this.#file));
    } catch (cause) {
      throw new AnchorError(
        'storage-failed',
        `The state ${this.#file} cannot be written: give a file in a writable folder.`,
        {
          cause,
        },
      );
    }
  }
}

function readRecords(file: string): Map<string, Recorded> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const notes = typeof value === 'object' && value !== null && 'checkpoints' in value ? value.checkpoints : undefined;
    if (!Array.isArray(notes)) throw new TypeError('no list of checkpoints');
    const records = notes.map((text: unknown) => {
      const note = new Uint8Array(Buffer.from(String(text)));
      return { note, checkpoint: parseSignedCheckpoint(note).checkpoint };
    });
    return new Map(records.map((record) => [record.checkpoint.origin, record]));
  } catch (cause) {
    throw new AnchorError('damaged-state', `The state ${file} of the witness is damaged: restore it from a copy.`, {
      cause,
    });
  }
}

function writeThrough(file: string, text: string): void {
  const handle = openSync(file, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
