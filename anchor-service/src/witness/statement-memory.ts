import {
  LogError,
  type NoteKey,
  type PolicyStatement,
  parseSignedPolicyStatement,
  type SignedPolicyStatement,
} from '@fit4work/protocol';
import { NoteFile } from './note-file.js';

/** The policy statement of an origin and a number that was cosigned. */
export interface RecordedStatement extends SignedPolicyStatement {
  readonly bytes: Uint8Array;
  /** Unix seconds of the cosignature. */
  readonly time: number;
}

/**
 * What a witness must never forget beside its checkpoints: for each log and number the one policy statement that it cosigned
 * (SPEC.md clause 15.18). Nothing is ever taken out of it: a change of keys is rare. One process at a time: see `lockState`.
 */
export class StatementMemory {
  readonly #file: NoteFile;
  readonly #records: Map<string, RecordedStatement>;

  /** @param key the key of the witness @throws AnchorError `damaged-state`, `bad-key` as `NoteFile` */
  constructor(file: string, key: NoteKey) {
    this.#file = new NoteFile(file, key, 'statements');
    this.#records = readRecords(this.#file);
  }

  /** How many were cosigned, as read. It only ever grows. */
  get size(): number {
    return this.#records.size;
  }

  /** What was cosigned for the number of a statement, whatever its text. */
  get({ origin, number }: Pick<PolicyStatement, 'origin' | 'number'>): RecordedStatement | undefined {
    return this.#records.get(keyOf({ origin, number }));
  }

  /**
   * On disk when it returns; the cosignature must not leave before. One that throws may have happened: the next start finds it or
   * not, and the cosignature was given to nobody.
   * @param bytes the statement with the witness's own line
   * @throws AnchorError `storage-failed`
   */
  put(bytes: Uint8Array): void {
    const { statement } = parseSignedPolicyStatement(bytes);
    const others = [...this.#records].filter(([key]) => key !== keyOf(statement)).map(([, record]) => record.bytes);
    this.#file.write([...others, bytes]);
  }
}

const keyOf = ({ origin, number }: Pick<PolicyStatement, 'origin' | 'number'>): string => `${number} ${origin}`;

function readRecords(file: NoteFile): Map<string, RecordedStatement> {
  const records = file.read().map(({ bytes, time }) => ({ bytes, time, ...signedStatement(bytes, file) }));
  const byNumber = new Map(records.map((record) => [keyOf(record.statement), record]));
  if (byNumber.size < records.length) throw file.damaged();
  return byNumber;
}

function signedStatement(bytes: Uint8Array, file: NoteFile): SignedPolicyStatement {
  try {
    return parseSignedPolicyStatement(bytes);
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw file.damaged(cause);
  }
}
