import type { UpKind } from '@fit4work/protocol';
import type { Incoming } from './incoming.js';

/** `none` is what is of nobody. */
export type Kind = UpKind | 'none';

export interface Waiting {
  readonly message: Incoming;
  readonly kind: Kind;
}

interface InTurn extends Waiting {
  /** Counts up with each message of the line. */
  readonly turn: number;
}

/**
 * Consent travels sealed, so what is a withdrawal is not seen here. Our agents' withdrawals are smaller by far, and so are their grants;
 * of records no larger than this as many as may wait (`MOST_OF_PERSON`) have room together, so that what is larger can always give way.
 */
const SMALL_CONSENT_BYTES = 4 * 1024;

/** What waits of one person, in its order. Counted and sorted by what gives way as it comes, so that dropping looks for nothing. */
export class PersonLine {
  /** What gives way first comes first: what ends nothing, then large consent, then what may end something. */
  readonly #ranks: readonly [InTurn[], InTurn[], InTurn[]] = [[], [], []];
  readonly #counts = new Map<Kind, number>();
  #turn = 0;
  #length = 0;
  #bytes = 0;

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  countOf(kind: Kind): number {
    return this.#counts.get(kind) ?? 0;
  }

  add(waiting: Waiting): void {
    this.#turn += 1;
    this.#ranks[rankOf(waiting)].push({ ...waiting, turn: this.#turn });
    this.#count(waiting, 1);
  }

  /** What came first. */
  shift(): Waiting | undefined {
    const [first, ...others] = this.#ranks;
    const turnOf = (rank: readonly InTurn[]): number => rank[0]?.turn ?? Number.POSITIVE_INFINITY;
    const next = others.reduce((earliest, rank) => (turnOf(rank) < turnOf(earliest) ? rank : earliest), first);
    return this.#counted(next.shift());
  }

  /** The newest of what gives way first. */
  dropNewest(): Waiting | undefined {
    return this.#counted(this.#ranks.find(({ length }) => length > 0)?.pop());
  }

  #counted(gone: Waiting | undefined): Waiting | undefined {
    if (gone !== undefined) this.#count(gone, -1);
    return gone;
  }

  #count({ kind, message }: Waiting, by: 1 | -1): void {
    this.#counts.set(kind, this.countOf(kind) + by);
    this.#length += by;
    this.#bytes += by * message.payload.length;
  }
}

function rankOf({ kind, message }: Waiting): 0 | 1 | 2 {
  if (kind === 'consent') return message.payload.length > SMALL_CONSENT_BYTES ? 1 : 2;
  return kind === 'erasure' || kind === 'retirement' ? 2 : 0;
}
