import type { Granularity, Metric } from '@fit4work/protocol';
import type { ReadRecords } from './read-port.js';
import type { Battery } from './wearable-port.js';

/** A wearable on the allow-list: nothing else is ever connected to. */
export interface WearablePairing {
  /** Its Bluetooth address, lower case with colons. */
  readonly address: string;
  /** Name of its family. */
  readonly family: string;
  /** The key that the wearable and the agent share since pairing; undefined for a family without one. */
  readonly key: Uint8Array | undefined;
}

/** Wall clock, in Unix seconds. */
export type Clock = () => number;

/** Cryptographically strong random bytes. */
export type Entropy = (length: number) => Uint8Array;

/** Who this agent is. Everything here may lie on the disk of an unattended machine: the root secret is wrapped. */
export interface Identity {
  readonly pseudonym: Uint8Array;
  readonly agent: number;
  readonly agentSeed: Uint8Array;
  readonly identityPublicKey: Uint8Array;
  readonly vaultPublicKey: Uint8Array;
  readonly certificate: Uint8Array;
  readonly wrappedRoot: WrappedSecret;
  readonly pins: Pins;
  /** SHA-256 of the code of the invitation that it answers. */
  readonly invitation: Uint8Array;
  readonly registered: boolean;
}

/** What the invitation pinned. */
export interface Pins {
  readonly coachSigningKey: Uint8Array;
  readonly coachBoxKey: Uint8Array;
  /** C2SP tlog-policy text: the log's key and the witness quorum. */
  readonly policy: string;
}

/** A 32-byte secret under a passphrase: Argon2id (RFC 9106), then ChaCha20-Poly1305. */
export interface WrappedSecret {
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
}

export interface PassphraseLock {
  wrap(secret: Uint8Array, passphrase: string): Promise<WrappedSecret>;
  /** @throws AgentError `bad-passphrase` */
  unwrap(wrapped: WrappedSecret, passphrase: string): Promise<Uint8Array>;
}

export interface PairedWearable extends WearablePairing {
  /** In order of pairing. */
  readonly id: number;
  /** Everything before this instant is in the vault; undefined before the first synchronisation. */
  readonly cursor: number | undefined;
  readonly mark: SealedMark | undefined;
  /** What its clock was last off by. */
  readonly clock: ClockRecord | undefined;
  readonly battery: Battery | undefined;
  readonly device: string | undefined;
  /** When it was last read to the end of what it held, Unix seconds. */
  readonly synchronised: number | undefined;
}

/** A wearable's clock was found off. */
interface ClockRecord {
  /** When it was set, or found off as long as it is not set; Unix seconds. */
  readonly at: number;
  /** Seconds by which it was ahead. */
  readonly drift: number;
  /** The first stamp that it put wrongly, as far as that is known. */
  readonly from: number | undefined;
  /** It is set when everything that it stamped wrongly is read. */
  readonly set: boolean;
}

/** What became of a synchronisation, apart from what was measured. */
export interface WearableNews {
  readonly clock?: ClockRecord;
  readonly battery?: Battery;
  readonly synchronised?: number;
  /** Nothing before this instant is to come. */
  readonly cursor?: number;
  /** Maker, model and firmware as it says them. */
  readonly device?: string;
}

/** A driver's mark, sealed under the raw key of a day. */
export interface SealedMark {
  readonly day: string;
  readonly generation: number;
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}

/** Samples of one metric, wearable and civil day, sealed under that day's raw key. */
export interface Chunk {
  readonly wearable: number;
  /** 1 where the wearable told it while it was listened to, 0 where it kept it. */
  readonly told: 0 | 1;
  readonly metric: Metric;
  readonly day: string;
  readonly generation: number;
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}

/** The data keys of one civil day. A day that got late history after it was closed has a second generation. */
export interface DayKeys {
  readonly day: string;
  readonly generation: number;
  /** Nine keys of 32 bytes (metric by granularity) while the day is open; undefined once it is closed. */
  readonly open: Uint8Array | undefined;
  /** The same, sealed to the vault's public key. */
  readonly sealed: Uint8Array;
}

/** A day that may still be written and summarised. */
export type OpenDayKeys = DayKeys & { readonly open: Uint8Array };

/** How far the windows of each granularity have been sealed: the end of the last one, Unix seconds. */
export type Positions = Readonly<Record<Granularity, number>>;

export interface StoreProgress {
  readonly wearable: number;
  /** The wearable's new cursor; undefined leaves it where it is. */
  readonly to: number | undefined;
  readonly mark: SealedMark | undefined;
  /** Where the windows begin, if nothing was stored before. */
  readonly from: Positions;
  /** Samples in the chunks: only their running total is kept in the clear. */
  readonly counts: Readonly<Record<Metric, number>>;
}

/** Identity, pairings, samples and day keys. Every write is durable when its promise settles, whole or not at all. */
export interface Vault {
  identity(): Promise<Identity | undefined>;
  saveIdentity(identity: Identity): Promise<void>;
  wearables(): Promise<readonly PairedWearable[]>;
  pair(pairing: WearablePairing): Promise<void>;
  /** Takes a wearable off the allow-list; what it measured stays. False if it was not on it. */
  unpair(address: string): Promise<boolean>;
  /** Keeps what is known of a wearable beside what it measured. */
  note(wearable: number, news: WearableNews): Promise<void>;
  /** Stores chunks and mark, moves the wearable's cursor and adds to the totals, in one transaction. */
  store(chunks: readonly Chunk[], progress: StoreProgress): Promise<void>;
  /** Keeps the keys of new days together with their releases under the grants that live. */
  addDayKeys(keys: DayKeys, releases: readonly Uint8Array[]): Promise<void>;
  chunks(fromDay: string, untilDay: string): Promise<readonly Chunk[]>;
  sampleCounts(): Promise<Readonly<Record<Metric, number>>>;
  /** Every generation of the days' keys, in order. */
  dayKeys(fromDay: string, untilDay: string): Promise<readonly DayKeys[]>;
  /** First and last civil day of which anything is held. */
  days(): Promise<{ readonly from: string; readonly until: string } | undefined>;
  positions(): Promise<Positions | undefined>;
  /** Civil days of which anything is held, from a day on, in order. */
  daysHeld(fromDay: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** An envelope on its way. `bytes` are kept until the envelope is both stored and proven. */
export interface OutboxEntry {
  readonly sequence: number;
  readonly leaf: Uint8Array;
  readonly bytes: Uint8Array;
}

export type RecordKind = 'consent' | 'release';

/** A consent record or release on its way; kept for ever, since it is the employee's own history. */
export interface OutboxRecord {
  readonly leaf: Uint8Array;
  readonly kind: RecordKind;
  readonly bytes: Uint8Array;
  /** What is published, the same at every attempt: a consent record goes sealed to the coach API. */
  readonly payload: Uint8Array;
  readonly received: boolean;
  /** Where a consent record is proven to stand in the log. */
  readonly logIndex: number | undefined;
}

/** A record to be delivered: its bytes, whose hash is its leaf, and what is published of it. */
export type NewRecord = Pick<OutboxRecord, 'kind' | 'bytes' | 'payload'>;

/** What is to be committed when windows are sealed, in one transaction. */
export interface SealedWindows {
  readonly entries: readonly OutboxEntry[];
  readonly positions: Positions;
  /** Open keys of days before this one are forgotten. */
  readonly forgetBefore: string;
}

export interface OutboxCounts {
  readonly envelopes: number;
  readonly received: number;
  readonly proven: number;
  readonly recordsWaiting: number;
}

/** The outbox: in sequence, without gaps, retired by a receipt and a proof. Every write is durable when it settles. */
export interface Outbox extends ReadRecords {
  /** Sequence and leaf of the last envelope made; sequence 0 and 32 zero bytes before the first. */
  head(): Promise<{ readonly sequence: number; readonly leaf: Uint8Array }>;
  commit(windows: SealedWindows): Promise<void>;
  addRecords(records: readonly NewRecord[]): Promise<void>;
  /** Highest sequence that a receipt covers. */
  receivedUpTo(): Promise<number>;
  /** Entries after a sequence that no receipt covers, in order. */
  unreceived(after: number, limit: number): Promise<readonly OutboxEntry[]>;
  records(): Promise<readonly OutboxRecord[]>;
  leafAt(sequence: number): Promise<Uint8Array | undefined>;
  markReceived(sequence: number, records: readonly Uint8Array[]): Promise<void>;
  /** Ends releases that are no longer to be delivered: their grant is withdrawn or has lapsed. */
  dropReleases(leaves: readonly Uint8Array[]): Promise<void>;
  /** Leaves (envelopes and consent records) without a proof, in order. */
  unproven(limit: number): Promise<readonly Uint8Array[]>;
  markProven(proven: readonly { leaf: Uint8Array; index: number }[], view: LogState): Promise<void>;
  logState(): Promise<LogState>;
  counts(): Promise<OutboxCounts>;
  /** Leaves of everything made here that belongs in the log. */
  leaves(): Promise<readonly Uint8Array[]>;
  /** Where the leaves stand: of consent records in the order they were made, then of envelopes in sequence. */
  placements(): Promise<readonly Placement[]>;
}

/** A leaf of this agent, and its index in the log once that is proven. */
export interface Placement {
  readonly leaf: Uint8Array;
  /** Of an envelope; undefined of a consent record. */
  readonly sequence: number | undefined;
  readonly index: number | undefined;
}

/** What the agent has seen of the log: the last checkpoint believed, and how far entries were looked through. */
export interface LogState {
  readonly checkpoint: string | undefined;
  readonly scanned: number;
}

/** One connection to the broker, remade as often as needed. */
export interface Link {
  start(handlers: LinkHandlers): void;
  readonly connected: boolean;
  /** Settles when the broker has the message; rejects with a transient AgentError when the connection is lost. */
  publish(topic: string, payload: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface LinkHandlers {
  onConnect(): void;
  /** The broker may forget the message when this settles. */
  onMessage(topic: string, payload: Uint8Array): Promise<void>;
}

/** Registration with the coach API. */
export interface Registry {
  /** @throws AgentError `refused`, `unreachable` */
  enrol(request: Readonly<Record<string, string | number>>): Promise<void>;
}

/** The fields that an event may have, and no others: what is not in this list cannot be logged. */
interface EventFields {
  /** Code of an error. */
  readonly code?: string;
  readonly envelopes?: number;
  /** Minutes that a wearable accounted for, measured or not. */
  readonly minutes?: number;
  /** A wearable by its place in the order of pairing. */
  readonly wearable?: number;
  /** What a wearable told that was not understood. */
  readonly notifications?: number;
  /** Seconds by which a clock was ahead. */
  readonly seconds?: number;
  /** Whether the broker had accepted the connection that ended. */
  readonly accepted?: boolean;
}

/** One structured event. */
export type Report = (event: string, fields?: EventFields) => void;
