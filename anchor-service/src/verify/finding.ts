/** What makes a log, a proof or two sources unsound. Closed: the words of both languages are made of it. */
type UnsoundKind =
  | 'bad-checkpoint'
  | 'false-statement'
  | 'wrong-root'
  | 'missing-file'
  | 'malformed-file'
  | 'wrong-hash'
  | 'second-leaf'
  | 'other-leaf'
  | 'missing-block'
  | 'malformed-block'
  | 'broken-chain'
  | 'unbound-block'
  | 'wrong-block-root'
  | 'block-beyond'
  | 'other-latest'
  | 'other-block'
  | 'rollback'
  | 'fork'
  | 'not-the-held-tree'
  | 'bad-proof'
  | 'contradiction'
  | 'failed-check';

/** What keeps a thing from being judged: nothing was learned of it. */
export type UnknownKind =
  | 'no-checkpoint'
  | 'unreadable'
  | 'not-a-source'
  | 'bad-policy'
  | 'bad-file'
  | 'bad-state'
  | 'bad-argument'
  | 'undecided';

/** One finding and its exact place. */
export interface Finding {
  readonly kind: UnsoundKind | UnknownKind;
  /** The file of the log, or of this machine, where it is. */
  readonly path?: string;
  /** A leaf's index, a hash's place in its tile, a block's height or a size, as the kind says. */
  readonly index?: number;
  /** A second such number: where a leaf stood first, or the size that was held. */
  readonly other?: number;
  /** A library's own sentence, in English. */
  readonly detail?: string;
}
