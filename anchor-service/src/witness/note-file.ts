import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { encodeVkey, LogError, type NoteKey, parseNote, verifyCosignature } from '@fit4work/protocol';
import { replaceFile } from '../adapters/durable-file.js';
import { AnchorError } from '../error.js';

/** A note that the witness cosigned. */
export interface KeptNote {
  readonly bytes: Uint8Array;
  /** Unix seconds of the cosignature; the latest where there are several. */
  readonly time: number;
}

interface Written {
  readonly witness: string;
  readonly notes: readonly string[];
  readonly cosignedStatements: number;
}

/** Notes of one kind that one witness cosigned, in one JSON file that is replaced in one step. */
export class NoteFile {
  readonly #file: string;
  readonly #key: NoteKey;
  readonly #kind: 'checkpoints' | 'statements';
  #cosignedStatements = 0;

  constructor(file: string, key: NoteKey, kind: 'checkpoints' | 'statements') {
    this.#file = file;
    this.#key = key;
    this.#kind = kind;
  }

  get exists(): boolean {
    return existsSync(this.#file);
  }

  /** How many policy statements the witness had cosigned when the file was written, as it was read; in the file of checkpoints alone. */
  get cosignedStatements(): number {
    return this.#cosignedStatements;
  }

  /**
   * None where there is no file.
   * @throws AnchorError `damaged-state`: to begin anew would let a log rewrite what was cosigned; `bad-key` when the file
   * is another witness's
   */
  read(): KeptNote[] {
    if (!this.exists) return [];
    const { witness, notes, cosignedStatements } = this.#readFile();
    if (witness !== encodeVkey(this.#key)) {
      throw new AnchorError(
        'bad-key',
        `The state ${this.#file} belongs to another witness key: give the key that made it, or the name of a new state.`,
      );
    }
    this.#cosignedStatements = cosignedStatements;
    return notes.map((note) => this.#readNote(note));
  }

  /** On disk when it returns; one that throws may have happened. @throws AnchorError `storage-failed` */
  write(notes: readonly Uint8Array[], cosignedStatements = 0): void {
    const texts = notes.map((note) => Buffer.from(note).toString('utf8'));
    try {
      // A crash before it, or in it until the file has its name: the old notes stand, and nobody has the new cosignature. From
      // then on: the old notes or the new ones, both whole.
      replaceFile(
        this.#file,
        Buffer.from(this.#textOf({ witness: encodeVkey(this.#key), notes: texts, cosignedStatements })),
      );
      // A crash here: the new notes, whose last cosignature nobody has; whoever asks for the same again gets another.
    } catch (cause) {
      const message = `The state ${this.#file} cannot be written: give a file in a writable folder.`;
      throw new AnchorError('storage-failed', message, { cause });
    }
  }

  /** What a file holds that can be read and yet says what no witness wrote, such as one log twice. */
  damaged(cause?: unknown): AnchorError {
    const message = `The state ${this.#file} of the witness is damaged: follow "the state file" in docs/witness.md.`;
    return new AnchorError('damaged-state', message, { cause });
  }

  /** The one text of a file: any other bytes are not what a witness wrote. */
  #textOf({ witness, notes, cosignedStatements }: Written): string {
    const beside = cosignedStatements > 0 ? { cosignedStatements } : {};
    const digest = createHash('sha256')
      .update(JSON.stringify([witness, notes, ...Object.values(beside)]))
      .digest('hex');
    return `${JSON.stringify({ version: 1, witness, [this.#kind]: notes, ...beside, digest })}\n`;
  }

  #readFile(): Written {
    try {
      const text = readFileSync(this.#file, 'utf8');
      const value: unknown = JSON.parse(text);
      const fields: Partial<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
      const witness = typeof fields.witness === 'string' ? fields.witness : '';
      const kept = fields[this.#kind];
      const notes = Array.isArray(kept) ? kept.map(String) : [];
      const cosignedStatements = typeof fields.cosignedStatements === 'number' ? fields.cosignedStatements : 0;
      const written = { witness, notes, cosignedStatements };
      if (this.#textOf(written) === text) return written;
    } catch (cause) {
      throw this.damaged(cause);
    }
    throw this.damaged();
  }

  #readNote(text: string): KeptNote {
    try {
      const bytes = new Uint8Array(Buffer.from(text));
      const time = verifyCosignature(parseNote(bytes), this.#key);
      if (time !== undefined) return { bytes, time };
    } catch (cause) {
      if (!(cause instanceof LogError)) throw cause;
      throw this.damaged(cause);
    }
    throw this.damaged();
  }
}
