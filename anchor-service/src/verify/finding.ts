import type { ArchiveError } from '@fit4work/archive';
import type { LogError, ProtocolError } from '@fit4work/protocol';
import type { PackUnknownKind, PackUnsoundKind } from './pack-finding.js';

/**
 * What makes a log, a proof or two sources unsound: two signed words that cannot both be true, or bytes that are not those
 * under a signed root. Closed: the words of both languages are made of it.
 */
type UnsoundKind =
  | 'wrong-root'
  | 'wrong-hash'
  | 'wrong-tile'
  | 'wrong-entry'
  | 'rewritten'
  | 'second-leaf'
  | 'other-leaf'
  | 'broken-chain'
  | 'unbound-block'
  | 'wrong-block-root'
  | 'block-beyond'
  | 'other-latest'
  | 'other-block'
  | 'fork'
  | 'not-the-held-tree'
  | 'bad-proof'
  | 'contradiction'
  | 'two-statements'
  | 'failed-check'
  | PackUnsoundKind;

/**
 * What was served, or given, and is nobody's signed word: absent, malformed or unsigned. A portal that asks for a password
 * answers so, and so does a disk that lost a file. An older checkpoint contradicts nothing by being older; the newest
 * block is nobody's until the next one binds it. It is refused, and convicts nobody.
 */
export type UnprovenKind =
  | 'rollback'
  | 'bad-checkpoint'
  | 'false-statement'
  | 'missing-file'
  | 'malformed-file'
  | 'missing-block'
  | 'other-newest'
  | 'wrong-newest'
  | 'replaced-newest'
  | 'malformed-block'
  | 'unusable-proof';

/** What keeps a thing from being judged: nothing was learned of it. */
export type UnknownKind =
  | 'no-checkpoint'
  | 'unreadable'
  | 'not-a-source'
  | 'bad-policy'
  | 'bad-file'
  | 'bad-state'
  | 'busy-state'
  | 'bad-argument'
  | 'undecided'
  | PackUnknownKind;

/** Why something in a pack, a proof or a bundle of evidence is refused: the closed codes of the libraries that read it, and what only a bundle can lack. */
export type Because = LogError['code'] | ProtocolError['code'] | ArchiveError['code'] | Lack;

type Lack = 'not-given' | 'not-readable' | 'no-policy-before' | 'no-log';

/** One finding and its exact place. */
export interface Finding {
  readonly kind: UnsoundKind | UnprovenKind | UnknownKind;
  /** The file of the log, or of this machine, where it is. */
  readonly path?: string;
  /** A leaf's index, a hash's place in its tile, a block's height or a size, as the kind says. */
  readonly index?: number;
  /** A second such number: where a leaf stood first, or the size that was held. */
  readonly other?: number;
  /**
   * Where the blocks of the log have it, from an index up to another, that one not with them: its own word alone, as whoever rewrote
   * entries may have rewritten blocks as well.
   */
  readonly byBlocks?: readonly [number, number];
  /** A witness, by its name in the policy. */
  readonly witness?: string;
  /** A library's own sentence, in English. */
  readonly detail?: string;
  /** Why it said so, where there are words for that: these stand in the place of its sentence in another language. */
  readonly because?: Because;
}

/** A finding of which every part can be named. */
export interface Placed {
  readonly path: string;
  readonly index: number;
  readonly other: number;
  readonly witness: string;
  readonly detail: string;
  readonly byBlocks: Finding['byBlocks'];
}
