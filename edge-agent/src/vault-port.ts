import type { Granularity, Metric } from '@fit4work/protocol';
import type { ErasedDays } from './core/erased-days.js';
import type { Said } from './core/language.js';
import type { ErasurePlan, KeptErasure, Verdict } from './erasure-port.js';
import type { Identity } from './identity-port.js';
import type { NewRecord, OutboxRecord } from './record-port.js';
import type { RecoveryStore } from './recovery-port.js';
import type { RotationStore } from './rotation-port.js';
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

/**
 * How far the windows of each granularity have been sealed for the first time: the end of the last one, Unix seconds. It may
 * be ahead of now, where the clock once claimed a time that was not; which windows are sealed is told by them alone.
 */
export type Positions = Readonly<Record<Granularity, number>>;

/** A window that is sealed, as it stands. Times in Unix seconds. */
export interface SealedWindow {
  readonly granularity: Granularity;
  readonly start: number;
  readonly until: number;
  /** That of its last envelope. */
  readonly revision: number;
  /** Of the day's keys that it was sealed under; undefined where version 3 of the vault did not note it. */
  readonly generation: number | undefined;
  /** Bytes of a box before it was encrypted; 0 where version 3 of the vault did not note it. */
  readonly size: number;
  /** Of what was sealed, keyed by those keys: it would be sealed anew if this came out otherwise. */
  readonly digest: Uint8Array | undefined;
  /** The samples that it was made of are no longer held: what is left, or comes late, would not show what it shows. */
  readonly forgotten?: true;
}

/** A stretch of a civil day that was stored, Unix seconds. */
export interface StoredStretch {
  readonly day: string;
  readonly from: number;
  readonly until: number;
}

/** A civil day of which something was stored that windows sealed before may lack; all of it lies in the stretch. */
export interface TouchedDay extends StoredStretch {
  /** Grows with everything that is stored: what came after it was read is still to be looked at. */
  readonly chunk: number;
  /** What was sealed of it before is closed: it takes the passphrase. */
  readonly waiting: boolean;
}

export interface StoreProgress {
  readonly wearable: number;
  /** The wearable's new cursor; undefined leaves it where it is. */
  readonly to: number | undefined;
  /** Null forgets the one that is kept; undefined leaves it. */
  readonly mark: SealedMark | null | undefined;
  /** Where the windows begin, if nothing was stored before. */
  readonly from: Positions;
  /** Samples in the chunks: only their running total is kept in the clear. */
  readonly counts: Readonly<Record<Metric, number>>;
  /** The stretch that the chunks cover, day by day. */
  readonly touched?: readonly StoredStretch[];
}

/** What is held when an erasure is made, and nothing else can write. */
export interface HeldDays {
  /** Of the days that are erased. */
  readonly chunks: readonly Chunk[];
  /** Of every day. */
  readonly dayKeys: readonly DayKeys[];
  readonly records: readonly OutboxRecord[];
}

/** In bytes: what is in use of the file, what it may grow to, and what the disk has left. */
export interface VaultSize {
  readonly bytes: number;
  readonly limit: number;
  readonly free: number;
  /** Names of files beside it that a repair left, and that hold what it held. */
  readonly copies: readonly string[];
}

/** Identity, pairings, samples and day keys. Every write is durable when its promise settles, whole or not at all. */
export interface Vault extends RecoveryStore, RotationStore {
  identity(): Promise<Identity | undefined>;
  /**
   * Keeps who the agent is, in the place of who was there as far as is known, and of nobody else: another command may have
   * made keys meanwhile. One that is registered stays so.
   *
   * @param over in whose place, where it is another one
   * @throws AgentError `already-enrolled` where somebody else is there: nothing is written
   */
  saveIdentity(identity: Identity, over?: Identity): Promise<void>;
  wearables(): Promise<readonly PairedWearable[]>;
  pair(pairing: WearablePairing): Promise<void>;
  /** Takes a wearable off the allow-list; what it measured stays. False if it was not on it. */
  unpair(address: string): Promise<boolean>;
  /** Keeps what is known of a wearable beside what it measured. */
  note(wearable: number, news: WearableNews): Promise<void>;
  /** Stores chunks and mark, moves the wearable's cursor, touches days and adds to the totals, in one transaction. */
  store(chunks: readonly Chunk[], progress: StoreProgress): Promise<void>;
  /**
   * Keeps the keys of a new day together with the records that carry them: to a new machine, and under the grants that live.
   *
   * @param known leaves, in hexadecimal, of the records by which it was said what is granted
   * @returns false, and nothing is kept, where another process made keys of this day and generation before, or consent was
   *   signed that is not known
   */
  addDayKeys(keys: DayKeys, records: readonly NewRecord[], known?: ReadonlySet<string>): Promise<boolean>;
  chunks(fromDay: string, untilDay: string): Promise<readonly Chunk[]>;
  sampleCounts(): Promise<Readonly<Record<Metric, number>>>;
  /** Every generation of the days' keys, in order. */
  dayKeys(fromDay: string, untilDay: string): Promise<readonly DayKeys[]>;
  /** First and last civil day of which anything is held. */
  days(): Promise<{ readonly from: string; readonly until: string } | undefined>;
  positions(): Promise<Positions | undefined>;
  /** Those that reach into [from, until), in order of granularity and start. */
  sealedWindows(from: number, until: number): Promise<readonly SealedWindow[]>;
  touchedDays(): Promise<readonly TouchedDay[]>;
  /** Civil days of which anything is held, from a day on, in order. */
  daysHeld(fromDay: string): Promise<readonly string[]>;
  size(): Promise<VaultSize>;
  /** Forgets the samples of a day, and notes it at its windows, in one transaction; its keys stay. */
  forgetSamples(day: string, windows: readonly SealedWindow[]): Promise<void>;
  /** What was erased, in the order in which it was. */
  erasures(): Promise<readonly KeptErasure[]>;
  /**
   * Destroys samples, keys and marks of days and keeps that they are erased, in one transaction: from then on nothing of them
   * is taken in or sealed.
   *
   * @param plan is asked within the transaction
   */
  erase(days: ErasedDays, plan: (held: HeldDays) => ErasurePlan): Promise<void>;
  /** Keeps erasures that were made at another agent or before a recovery; one that is there stays as it is. */
  keepErasures(erasures: readonly Omit<KeptErasure, 'verdict'>[]): Promise<void>;
  /** Takes what was destroyed out of the files. @returns false while another process holds them */
  scrub(): Promise<boolean>;
  saveVerdict(leaf: Uint8Array, verdict: Verdict): Promise<void>;
  /** What was found changed as it was opened, and takes nothing away; a sentence each. */
  readonly noticed: readonly Said[];
  /** Looks at all that is kept, or at keys that were delivered. @returns a sentence for each thing that was changed on disk, with its remedy */
  check(what?: 'delivered'): Promise<readonly Said[]>;
  close(): Promise<void>;
}
