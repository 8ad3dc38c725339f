import type { RecoveryKind } from '@fit4work/protocol';

/** What is wrong with something that the coach API gave back, or did not give. */
export type FindingCode =
  | 'malformed' // not what its kind is, or with other members than its place says
  | 'bad-signature' // by another key than the one that must have signed it
  | 'not-ours' // of another person
  | 'unknown-agent' // of an agent that the identity did not certify
  | 'not-opened' // not sealed to this person
  | 'gap' // envelopes are missing before it
  | 'chain-broken' // it does not follow the envelope before it
  | 'end-missing' // a chain ends before the envelope that the coach API itself says is the last
  | 'keys-missing' // nobody kept the keys of its day
  | 'record-missing' // another record names one that was not given
  | 'erasure-unaccounted'; // more is erased than certificates of erasure say

export interface Place {
  readonly agent: number;
  readonly sequence: number;
}

export interface Finding {
  readonly kind: RecoveryKind | 'agents';
  readonly code: FindingCode;
  readonly count: number;
  /** The first envelope that it was found at; null where it is no envelope. */
  readonly first: Place | null;
}

/** Everything that was found, each thing once and counted: a hostile answer makes no list without an end. */
export class Findings {
  readonly #found = new Map<string, Finding>();

  note(kind: Finding['kind'], code: FindingCode, { place, count = 1 }: { place?: Place; count?: number } = {}): void {
    const name = `${kind}/${code}`;
    const before = this.#found.get(name);
    const first = before === undefined ? (place ?? null) : before.first;
    this.#found.set(name, { kind, code, count: (before?.count ?? 0) + count, first });
  }

  list(): readonly Finding[] {
    return [...this.#found.values()];
  }
}
