export type * from './coach-api-port.js';
export type * from './entry-port.js';
export type * from './erasure-port.js';
export type * from './finding-port.js';
export type * from './identity-port.js';
export type * from './outbox-port.js';
export type * from './record-port.js';
export type * from './recovery-port.js';
export type * from './rotation-port.js';
export type * from './terminal-port.js';
export type * from './vault-port.js';

import type { WrappedSecret } from './identity-port.js';

/** Wall clock, in Unix seconds. */
export type Clock = () => number;

/** Cryptographically strong random bytes. */
export type Entropy = (length: number) => Uint8Array;

export interface PassphraseLock {
  wrap(secret: Uint8Array, passphrase: string): Promise<WrappedSecret>;
  /** @throws AgentError `bad-passphrase` */
  unwrap(wrapped: WrappedSecret, passphrase: string): Promise<Uint8Array>;
}

/** One connection to the broker, remade as often as needed. */
export interface Link {
  start(handlers: LinkHandlers): void;
  readonly connected: boolean;
  /** Settles when the broker has the message; rejects with a transient AgentError when the connection is lost. */
  publish(topic: string, payload: Uint8Array): Promise<void>;
  /** Somebody waits for what is to be sent: the next attempt to connect does not wait for its time. */
  hurry(): void;
  close(): Promise<void>;
}

/**
 * Why there is no connection:
 * - `unreachable`: an attempt was not answered
 * - `refused`: the broker refused it
 * - `lost`: it ended
 * - `silent`: the broker did not confirm a message in time
 * - `garbled`: what came was not MQTT
 * - `unkept`: what came could not be kept here, so that the broker has to deliver it again
 * - `publish-refused`: it ended again and again when the same message was to be confirmed
 */
export type LinkEnd = 'unreachable' | 'refused' | 'lost' | 'silent' | 'garbled' | 'unkept' | 'publish-refused';

export interface LinkHandlers {
  onConnect(): void;
  /** Told once for each connection or attempt; the link tries again by itself. */
  onEnd(why: LinkEnd): void;
  /** Everything that was sent over this connection is confirmed, and it goes on. */
  onConfirmed(): void;
  /** A message was confirmed that is not under way. */
  onStrayConfirmation(): void;
  /**
   * The broker may forget the message when this is fulfilled; when it is rejected the connection ends, so that the broker
   * delivers it again. It waits for no publication: a link may hear nothing until then.
   */
  onMessage(topic: string, payload: Uint8Array): Promise<void>;
}

/** The fields that an event may have, and no others: what is not in this list cannot be logged. */
interface EventFields {
  /** Code of an error. */
  readonly code?: string;
  readonly envelopes?: number;
  /** Civil days, by their number. */
  readonly days?: number;
  readonly leaves?: number;
  readonly records?: number;
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
