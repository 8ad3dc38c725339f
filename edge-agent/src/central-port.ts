import type { GattLink } from './gatt/gatt-link.js';

/** The BLE central of this machine. Every call settles within its bound or throws a WearableError. */
export interface WearableCentral {
  /**
   * Hears the wearable of this address, and keeps no record of any other.
   *
   * @param withinMs of listening; the time in which the radio connects to others is not counted, up to as much again
   * @param stopped ends it at once
   * @throws WearableError `not-found`, `closed` and others
   */
  find(address: string, withinMs: number, stopped?: AbortSignal): Promise<FoundWearable>;
  /**
   * Hears everything that advertises, and keeps no record of it.
   *
   * @param forMs of listening; the time in which the radio connects to others is not counted, up to as much again
   * @throws WearableError `no-radio`, `closed` and others
   */
  nearby(forMs: number, stopped?: AbortSignal): Promise<readonly HeardDevice[]>;
  close(): Promise<void>;
}

/** What a device says of itself to whoever listens. */
export interface HeardDevice {
  readonly address: string;
  /** Undefined where it does not say. */
  readonly name: string | undefined;
  /** Canonical UUIDs. */
  readonly services: readonly string[];
  /** dBm, of when it was heard best. */
  readonly signal: number;
}

export interface FoundWearable {
  /**
   * @param withinMs from the call on, with all waiting for the radio
   * @param stopped ends it at once; the radio is freed behind it
   * @throws WearableError; no link is left then
   */
  connect(withinMs: number, stopped?: AbortSignal): Promise<RawLink>;
}

/** A link of which nothing is known yet. */
export interface RawLink {
  /** @throws WearableError; the link is down then */
  discover(): Promise<GattLink>;
  close(): Promise<void>;
}
