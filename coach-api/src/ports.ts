import type { DataKey, Granularity, Release } from '@fit4work/protocol';
import type { Incoming } from './core/incoming.js';
import type { PlannedErasure } from './core/messages.js';
import type { Plan } from './core/plan.js';
import type { Grounds } from './core/reconcile.js';
import type { Retired } from './journal-port.js';

export interface Clock {
  /** Unix seconds */
  now(): number;
}

/** Random bytes, fit for keys and salts. */
export type Entropy = (length: number) => Uint8Array;

/** The only fields that a line of the log can have. */
export interface LogFields {
  readonly code?: string;
  readonly count?: number;
  readonly ms?: number;
  readonly port?: number;
  readonly status?: number;
}

export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** What a new machine of a person has to know, sealed to the vault and signed by the identity. */
export interface Kept {
  readonly bytes: Uint8Array;
  /** Unix seconds */
  readonly issued: number;
}

/** An agent that asks to be enrolled; everything in it was verified. */
export interface Enrolment {
  readonly pseudonym: string;
  readonly agent: number;
  readonly identityKey: Uint8Array;
  readonly vaultKey: Uint8Array;
  readonly agentKey: Uint8Array;
  readonly keyId: string;
  readonly certificate: Uint8Array;
  readonly kept: Kept | undefined;
}

export type EnrolmentOutcome =
  | 'created'
  | 'repeated'
  | 'unknown'
  | 'used'
  | 'revoked'
  | 'expired'
  | 'not-begun' // its challenge has not
  | 'ended' // its challenge has
  | 'taken';

export interface EnrolledAgent extends Person {
  readonly agent: number;
  readonly key: Uint8Array;
  readonly keyId: string;
  /** Of its retirement, the last envelope that counts; null while it is not retired. */
  readonly lastSequence: number | null;
  /** Whether the administrator holds it off. */
  readonly suspended: boolean;
  /** The number of the challenge of its person. */
  readonly challenge: number;
  /** When the challenge of its person begins, Unix seconds; 0 of one that always was. */
  readonly challengeStarts: number;
  /** When the challenge of its person ends, Unix seconds; null where it does not. */
  readonly challengeEnds: number | null;
}

export interface Person {
  readonly pseudonym: string;
  readonly identityKey: Uint8Array;
  readonly vaultKey: Uint8Array;
  /** By which the identity says whose these keys are: an agent's own, of a person that of one of its agents. */
  readonly certificate: Uint8Array;
}

/** What it depends on who is let in: another one whenever an agent was enrolled, retired, suspended or resumed. */
export interface Standing {
  /** Of those who were enrolled and retired, who only ever become more: never again what it was. */
  readonly came: string;
  /** Whom the administrator holds off, by the names that `agentName` gives. */
  readonly held: readonly string[];
}

export interface RegistryStanding extends Standing {
  /** When each challenge ends, by its number, Unix seconds; null where it does not. */
  readonly challengeEnds: ReadonlyMap<number, number | null>;
}

/** Who is enrolled, as rows have it, which nobody verified. Every change is durable when its promise settles. */
export interface RegistryRows {
  /**
   * One transaction: a code enrols one agent, the first of a person or one more under the same identity in the same challenge,
   * and the same enrolment again is answered again.
   */
  enrol(codeHash: string, enrolment: Enrolment, now: number): Promise<EnrolmentOutcome>;
  /** One transaction: a further agent of a person who proved to be it, without an invitation. */
  addAgent(enrolment: Enrolment): Promise<'created' | 'repeated' | 'taken'>;
  /** What `agents` depends on, without reading them: cheap, however many they are. */
  standing(): Promise<RegistryStanding>;
  /** The same of each part that anybody is in, by the two digits that pseudonyms begin with. */
  standingOfParts(): Promise<ReadonlyMap<string, Standing>>;
  /**
   * Agents that are not retired; those that are held off are among them.
   *
   * @param prefix with which their pseudonyms begin; all of them, of an empty one
   */
  agents(prefix: string): Promise<readonly EnrolledAgent[]>;
  /** @param keyId base64url */
  agent(keyId: string): Promise<EnrolledAgent | undefined>;
  /** Every agent, the retired ones too: what they signed before counts. */
  agentsOf(pseudonyms: readonly string[]): Promise<readonly EnrolledAgent[]>;
  persons(pseudonyms: readonly string[]): Promise<readonly Person[]>;
  /** @param keyId of the identity, base64url */
  personOfIdentity(keyId: string): Promise<Person | undefined>;
  kept(pseudonym: string): Promise<Uint8Array | undefined>;
}

/** Who is enrolled, by keys that their identities signed for. What differs is left out. */
export interface Registry extends RegistryRows {
  /** @throws CoachError `damaged-record` where the stored keys are others */
  person(pseudonym: string): Promise<Person | undefined>;
}

export interface EnvelopeRange {
  readonly pseudonym: string;
  readonly granularity: Granularity;
  /** Window starts in [from, until), Unix seconds. */
  readonly from: number;
  readonly until: number;
}

export interface Head {
  readonly sequence: number;
  readonly leaf: Uint8Array;
}

/** A stored envelope that is not known to be in the log yet. */
export interface Unanchored {
  readonly id: number;
  /** Lower-case hexadecimal. */
  readonly leaf: string;
}

/** A stored consent record: its bytes fit its leaf. */
export interface StoredRecord {
  readonly leaf: string;
  readonly bytes: Uint8Array;
}

/** A stored release. One that was narrowed (`core/narrow.ts`) is signed by this coach API; its leaf is that of the agent's. */
export interface StoredRelease extends StoredRecord {
  readonly narrowed: boolean;
  /** Of its bytes, which fit it: the leaf, where it was not narrowed. Lower-case hexadecimal. */
  readonly hash: string;
}

/** What becomes of a stored release when days are erased; nothing is left of it where its bytes are null. */
export interface NarrowedRelease {
  readonly leaf: string;
  readonly bytes: Uint8Array | null;
}

/** What an erasure leaves: its certificate, which is told to the person. */
export interface Certified {
  readonly leaf: string;
  /** Unix seconds */
  readonly time: number;
  /** To the person's vault. */
  readonly sealed: Uint8Array;
  /** To this coach API itself. */
  readonly own: Uint8Array;
}

/** An erasure that is executed in the database. */
export interface ExecutedErasure extends Pick<Certified, 'sealed' | 'own'> {
  readonly leaf: string;
  readonly pseudonym: string;
  readonly erasure: Uint8Array;
}

/** What a commit does beside what the plan says. */
export interface Erasing {
  readonly narrowed: readonly NarrowedRelease[];
  /** Called within the transaction with the leaves of what was destroyed; what it does is durable when it settles. */
  readonly certify: (erasure: PlannedErasure, leaves: readonly Uint8Array[]) => Promise<Certified>;
}

/** Stored records and how many were held back because their bytes no longer fit their leaf. */
export interface Checked<T> {
  readonly records: readonly T[];
  readonly damaged: number;
}

export interface ReleasedGrant {
  readonly pseudonym: string;
  readonly grant: string;
}

/** Envelopes, consent and releases. Whatever is read is hashed again and compared with its leaf. */
export interface RecordStore {
  head(pseudonym: string, agent: number): Promise<Head | undefined>;
  leavesAt(pseudonym: string, agent: number, sequences: readonly number[]): Promise<ReadonlyMap<number, Uint8Array>>;
  /** Of the given leaves, those of releases, kept keys, messages and retirements that are stored. */
  stored(leaves: readonly string[]): Promise<readonly string[]>;
  /** That these erasures are demanded; to be awaited before anything is opened for them. */
  demand(erasures: readonly PlannedErasure[]): Promise<void>;
  /** One durable transaction; a receipt may follow when it settles, but of what ends something only after `foldBack`. @throws CoachError `store-unavailable` */
  commit(plan: Plan, erasing: Erasing): Promise<void>;
  /** How many records of consent are stored and erasures executed. */
  amounts(): Promise<{ readonly consents: number; readonly erasures: number }>;
  /** Of everybody's agents. */
  retirements(): Promise<readonly Retired[]>;
  executedErasures(): Promise<readonly ExecutedErasure[]>;
  /**
   * Takes out of the files what was destroyed, now or before.
   *
   * @param looks how often it is looked whether nobody reads what was there, for two seconds where nothing is said
   * @throws CoachError `store-unavailable` while somebody does
   */
  foldBack(looks?: number): Promise<void>;
  consents(pseudonym: string): Promise<Checked<StoredRecord>>;
  /** Of several people at once, each of whom is in the answer. */
  consentsOf(pseudonyms: readonly string[]): Promise<ReadonlyMap<string, Checked<StoredRecord>>>;
  /** Of everybody's consent, in the order of arrival, damaged records too. */
  consentLeaves(): Promise<readonly { readonly pseudonym: string; readonly leaf: string }[]>;
  releases(pseudonym: string, grants: readonly string[]): Promise<Checked<StoredRelease>>;
  /** Under every grant. */
  releasesOf(pseudonym: string): Promise<Checked<StoredRelease>>;
  /** Leaves of those whose bytes do not fit them any more. */
  damagedReleasesOf(pseudonym: string): Promise<readonly string[]>;
  /** Grants under which releases are stored. */
  releasedGrants(): Promise<readonly ReleasedGrant[]>;
  /** Destroys the releases of grants that have ended. */
  endReleases(ended: readonly ReleasedGrant[]): Promise<void>;
  /**
   * Page by page, by window and in the order of arrival within one. What is erased is not among them, nor what a retired agent
   * sent beyond its last sequence.
   */
  envelopes(range: EnvelopeRange): AsyncIterable<Checked<Uint8Array>>;
  /** Pseudonyms with any consent record, in order, and how many each has. */
  sharing(): Promise<readonly { readonly pseudonym: string; readonly consents: number }[]>;
  unanchored(after: number, limit: number): Promise<readonly Unanchored[]>;
  markAnchored(found: readonly { readonly id: number; readonly index: number }[]): Promise<void>;
}

/** The connection to the broker. */
export interface Link {
  readonly connected: boolean;
  /** Settles when the broker took the message. @throws CoachError `broker-unavailable` */
  publish(topic: string, payload: Uint8Array): Promise<void>;
}

/** What the link delivers. Nothing is waited for: behind whatever is under way nobody's withdrawal would be heard. */
export interface Inbox {
  message(incoming: Incoming): void;
  checkpoint(bytes: Uint8Array): void;
  /** @param resumed whether the broker still had our session; if not, it may have lost what it took for others too */
  connected(resumed: boolean): void;
}

/** The one holder of the secret that opens releases, and the consent that travels sealed. */
export interface ReleaseOpener {
  readonly publicKey: Uint8Array;
  /** @throws ProtocolError `decryption-failed` */
  unseal(sealed: Uint8Array): Uint8Array;
  /** @throws ProtocolError */
  open(release: Release, grounds: Grounds): readonly DataKey[];
}

/** Which box keys this service holds; the newest is what it is sealed to, the others are there to open with. */
export interface HeldKeys {
  /** The newest first. */
  readonly publicKeys: readonly Uint8Array[];
  /** Whether a sealed box opens with the newest. */
  isOfNewest(sealed: Uint8Array): boolean;
}

export interface Coach {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the bearer token, lower-case hexadecimal; undefined for one who has none. */
  readonly tokenSha256: string | undefined;
  /** How the identity provider names them, in the claim that the settings say. */
  readonly subject: string | undefined;
}
