import { LogError } from './error.js';
import { isKeyName } from './note-key.js';
import {
  formatNote,
  type NoteSignature,
  type NoteSigner,
  parseNote,
  type SignedNote,
  signNote,
} from './signed-note.js';
import { assertSize, HASH_BYTES, readDecimal, readHash, writeBase64 } from './text.js';

/** What a log says about itself at one moment. @source C2SP tlog-checkpoint; SPEC.md clause 15.6 */
export interface Checkpoint {
  /** The log's name: a schema-less URL, equal to its key's name. */
  readonly origin: string;
  /** Entries in the tree. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** Writes the text that is signed: three lines, no extension lines. @source C2SP tlog-checkpoint */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  assertSize(checkpoint.size, 'size of the checkpoint');
  if (!isKeyName(checkpoint.origin) || checkpoint.root.length !== HASH_BYTES) {
    throw new LogError('malformed-checkpoint', 'A checkpoint needs an origin without white space and a 32-byte root.');
  }
  return `${checkpoint.origin}\n${checkpoint.size}\n${writeBase64(checkpoint.root)}\n`;
}

/**
 * Reads the text of a checkpoint. Extension lines are refused: ours have none, and a log that says more than its size and
 * root must not be taken for one that does not.
 * @throws LogError `malformed-checkpoint`
 * @source C2SP tlog-checkpoint
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...end] = text.split('\n');
  if (end.length !== 1 || end[0] !== '') {
    throw new LogError('malformed-checkpoint', 'A checkpoint has three lines: origin, size and root.');
  }
  const checkpoint = {
    origin: String(origin),
    size: readDecimal(String(size), 'malformed-checkpoint'),
    root: readHash(String(root), 'malformed-checkpoint'),
  };
  if (!isKeyName(checkpoint.origin)) {
    throw new LogError('malformed-checkpoint', 'The origin is empty or has white space.');
  }
  return Object.freeze(checkpoint);
}

/** Reads a signed checkpoint; verifies no signature. @throws LogError `malformed-note` or `malformed-checkpoint` */
export function parseSignedCheckpoint(bytes: Uint8Array): { note: SignedNote; checkpoint: Checkpoint } {
  const note = parseNote(bytes);
  return { note, checkpoint: parseCheckpoint(note.text) };
}

/**
 * Signs a checkpoint as its log. The caller must never sign two that are inconsistent.
 * @throws LogError `malformed-checkpoint` when the key's name is not the origin
 * @source C2SP tlog-checkpoint
 */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): SignedNote {
  if (signer.key.name !== checkpoint.origin) {
    throw new LogError('malformed-checkpoint', 'The name of the key is not the origin of the checkpoint.');
  }
  const text = formatCheckpoint(checkpoint);
  return { text, signatures: [signNote(text, signer)] };
}

/** The same note with more signatures after its own. */
export function addSignatures(note: SignedNote, signatures: readonly NoteSignature[]): SignedNote {
  return { text: note.text, signatures: [...note.signatures, ...signatures] };
}

/** Bytes of a signed checkpoint, as served and published. @source C2SP signed-note, tlog-checkpoint */
export const formatSignedCheckpoint: (note: SignedNote) => Uint8Array = formatNote;
