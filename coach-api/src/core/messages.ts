import type { Envelope, Erasure, ProtocolErrorCode, Release } from '@fit4work/protocol';

/* What agents send, by kind: as it was read, and as it is to be stored. What is done with each stands in `kinds/`. */

/** Why a message was refused; counted, never logged with its content. */
export type RefusalCode =
  | ProtocolErrorCode
  | 'topic'
  | 'wrong-pseudonym'
  | 'unknown-agent'
  | 'retired'
  | 'suspended'
  | 'challenge-ended'
  | 'gap'
  | 'fork'
  | 'broken-chain'
  | 'unknown-grant'
  | 'wrong-recipient'
  | 'wrong-controller';

export interface Refused {
  readonly refused: RefusalCode;
}

/** What a parser of a kind gets. */
export interface Sent {
  /** That of the topic. */
  readonly pseudonym: string;
  readonly payload: Uint8Array;
  /** Opens a payload that travels sealed. @param most bytes of what is in it, a signed record's if nothing is said @throws ProtocolError `too-large`, `decryption-failed` */
  readonly unsealed: (most?: number) => Uint8Array;
}

export interface EnvelopeMessage {
  readonly kind: 'envelope';
  readonly pseudonym: string;
  readonly envelope: Envelope;
  readonly bytes: Uint8Array;
}

/** An envelope to be stored. Of one that an erasure has, nothing is stored but its place in the chain. */
export type PlannedEnvelope = EnvelopeMessage & {
  /** Leaf of the erasure; null where there is none. */
  readonly erased: string | null;
};

/** A second envelope with a sequence that is stored, well signed: evidence of a fault or a copied key. */
export type Fork = PlannedEnvelope & { /** Unix seconds */ readonly time: number };

export interface ConsentMessage {
  readonly kind: 'consent';
  readonly pseudonym: string;
  readonly text: string;
  readonly leaf: string;
}

export interface ReleaseMessage {
  readonly kind: 'release';
  readonly pseudonym: string;
  readonly release: Release;
  readonly bytes: Uint8Array;
  readonly leaf: string;
}

/** A release to be stored; what is stored of one that has keys of erased days is what is left of it (`narrow.ts`). */
export type PlannedRelease = ReleaseMessage & { readonly narrowed: boolean };

export interface ErasureMessage {
  readonly kind: 'erasure';
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
  readonly leaf: string;
}

/** An erasure to be executed. */
export interface PlannedErasure {
  readonly pseudonym: string;
  readonly leaf: string;
  readonly erasure: Erasure;
  readonly bytes: Uint8Array;
  readonly identityKey: Uint8Array;
  /** To which its certificate goes sealed. */
  readonly vaultKey: Uint8Array;
}

/** A message of a person, to a coach. */
export interface PersonMessage {
  readonly kind: 'message';
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
  readonly leaf: string;
  /** As it came: sealed to this coach API, and stored so. */
  readonly sealed: Uint8Array;
}

export interface PlannedMessage {
  readonly pseudonym: string;
  readonly leaf: string;
  readonly coach: string;
  /** Unix seconds */
  readonly time: number;
  /** Leaf of what it answers, and so acknowledges. */
  readonly answers: string | null;
  readonly sealed: Uint8Array;
}

export interface RetirementMessage {
  readonly kind: 'retirement';
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
  readonly leaf: string;
}

export type PlannedRetirement = Omit<RetirementMessage, 'kind'> & {
  readonly agent: number;
  readonly lastSequence: number;
};

/** Data keys of a day that the person keeps here: sealed to the vault, nobody else opens them. */
export interface KeysMessage {
  readonly kind: 'keys';
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
  readonly leaf: string;
}

export type PlannedKeys = Omit<KeysMessage, 'kind'> & { readonly day: string };

/** What was read; whose signature it is is not verified yet. */
export type Parsed =
  | EnvelopeMessage
  | ConsentMessage
  | ReleaseMessage
  | ErasureMessage
  | PersonMessage
  | RetirementMessage
  | KeysMessage;
