import type { Interval, Sample } from '@fit4work/protocol';

/** One stretch of a wearable's history, oldest first, decoded. */
export interface HistoryBatch {
  /** The stretch that the wearable accounted for, measured or not: half-open, Unix seconds, whole minutes. */
  readonly from: number;
  readonly to: number;
  readonly samples: readonly Sample[];
  /** Minutes of the stretch in which the wearable was on the wrist. */
  readonly worn: readonly Interval[];
  /**
   * Lets the wearable forget this stretch. To be called only when every sample is durable: on a real band the
   * acknowledgement deletes them.
   */
  acknowledge(): Promise<void>;
}

/** A wearable that is connected and has proven that it is the one that was paired. */
export interface Wearable {
  /** Its Bluetooth address, lower case with colons. */
  readonly address: string;
  /** What it holds from `since` (Unix seconds) on; ends when it holds nothing newer. Each batch must be acknowledged before the next is asked for. */
  history(since: number): AsyncIterable<HistoryBatch>;
  close(): Promise<void>;
}

/** The BLE central of this machine. Every call settles within a bounded time or throws a transient WearableError. */
export interface WearableCentral {
  connect(pairing: WearablePairing): Promise<Wearable>;
  close(): Promise<void>;
}

/** A wearable on the allow-list: nothing else is ever connected to. */
export interface WearablePairing {
  readonly address: string;
  /** The 16-byte key that the wearable and the agent share since pairing. */
  readonly authKey: Uint8Array;
}
