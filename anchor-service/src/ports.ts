import type { Block, NoteKey, NoteSignature, TileReader, TreeEdge } from '@fit4work/protocol';

/** Unix seconds. */
export type Clock = () => number;

/** The end of the log as it is committed: the last block, `undefined` for an empty log, and the tree's edge at its size. */
export interface LogHead {
  readonly block: Block | undefined;
  readonly edge: TreeEdge;
}

/** One batch that was decided and is to be made durable. */
export interface Batch {
  readonly block: Block;
  readonly edge: TreeEdge;
  /** What stands in the tree from `block.firstIndex` on: the link, but in the first block, and the leaves. */
  readonly entries: readonly Uint8Array[];
}

/** A checkpoint that the log signed, and the edge of the tree that it is of. */
export interface SignedHead {
  readonly edge: TreeEdge;
  readonly note: Uint8Array;
}

/**
 * The sequence of leaves, the truth from which all else can be made again. Reads are of this machine's disk. Writes are atomic
 * and on disk when they settle; a write that fails may have happened.
 */
export interface LogStore {
  head(): LogHead;
  /** Those that are not in the log, in the order given. @param leaves each once */
  unknownOf(leaves: readonly Uint8Array[]): Uint8Array[];
  /** Position of a leaf, `undefined` when it is not in the log. Confirmed on disk. */
  indexOf(leaf: Uint8Array): number | undefined;
  /** Appends a batch that was decided on the present head, of leaves that {@link unknownOf} gave. */
  commit(batch: Batch): void | Promise<void>;
  /** Leaves, links among them, from one index up to another, re-read from disk. */
  leaves(from: number, to: number): Uint8Array[];
  /** Blocks whose size is above `from` and at most `to`, in order. @param most of them, all if absent */
  blocks(from: number, to: number, most?: number): Block[];
  /** The last checkpoint that was signed. */
  signed(): SignedHead | undefined;
  saveSigned(head: SignedHead): void | Promise<void>;
  close(): void;
}

/** Whether the state came out of a copy, so that witnesses may know of more of the log than it has. */
export interface RestoredMark {
  readonly isSet: boolean;
  /** On disk when it returns; one that throws may have happened. */
  clear(): void;
}

/** The public folder. A write is on disk when it settles; one that throws may have happened. */
export interface LogFolder {
  readonly read: TileReader;
  /** Writes files that never change again: writing the same bytes once more is fine, other bytes are `damaged-state`. */
  publish(files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** Replaces a file in one step. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
  /** Every folder of partial tiles that is there, such as `tile/0/001.p`. */
  partials(): Promise<readonly string[]>;
  /** Removes such folders; one that is not there is fine. One that throws may have removed some of their files. */
  removePartials(folders: readonly string[]): Promise<void>;
}

/** What a witness is asked for. @see C2SP tlog-witness, add-checkpoint */
export interface WitnessRequest {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The checkpoint, signed by the log. */
  readonly note: Uint8Array;
}

export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly signatures: readonly NoteSignature[] }
  /** The witness has another size on record. */
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number };

/** One witness of the policy. Settles within a bounded time or throws `witness-failed`. */
export interface WitnessPeer {
  readonly name: string;
  readonly key: NoteKey;
  ask(request: WitnessRequest): Promise<WitnessAnswer>;
  /** The checkpoint of an origin that it cosigned last, as its monitoring path shows it; `undefined` when it saw none. */
  latest(origin: string): Promise<Uint8Array | undefined>;
}

/** Tells everybody of the newest witnessed checkpoint. May be called without a connection: then the next one tells. */
export interface CheckpointPublisher {
  publish(checkpoint: Uint8Array): Promise<void>;
}

/** Every field that a log line may have; none is a leaf, a key, a token or a text from a peer. */
export interface JournalFields {
  readonly count?: number;
  readonly size?: number;
  readonly epoch?: number;
  readonly height?: number;
  readonly leaves?: number;
  readonly pending?: number;
  readonly bytes?: number;
  readonly port?: number;
  readonly status?: number;
  readonly milliseconds?: number;
  readonly witness?: string;
  /** An authority or a calendar, by its name in the settings. */
  readonly authority?: string;
  readonly cosigned?: number;
  readonly code?: string;
  readonly reason?: string;
}

/** One line of JSON for the operator. */
export interface Journal {
  info(event: string, fields?: JournalFields): void;
  warn(event: string, fields?: JournalFields): void;
}
