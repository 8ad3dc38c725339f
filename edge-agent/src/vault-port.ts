import type { Metric } from '@fit4work/protocol';
import type { Identity } from './identity-port.js';
import type { NewRecord, Positions } from './outbox-port.js';
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
export interface Vault extends RecoveryStore, RotationStore {
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
  /** Keeps the keys of a new day together with the records that carry them: to a new machine, and under the grants that live. */
  addDayKeys(keys: DayKeys, records: readonly NewRecord[]): Promise<void>;
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
