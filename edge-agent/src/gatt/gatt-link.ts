import type { Lifeline } from './lifeline.js';

/** A link to a wearable's GATT server, by canonical UUIDs. Every call settles within its deadline. */
export interface GattLink {
  readonly lifeline: Lifeline;
  /** Bytes that one write may carry: the ATT_MTU of this link less the three of its header. */
  readonly writeLength: number;
  has(uuid: string): boolean;
  /** @throws WearableError `refused` when the wearable gives no value */
  read(uuid: string): Promise<Uint8Array>;
  /** `listener` must not throw. */
  subscribe(uuid: string, listener: (value: Uint8Array) => void): Promise<void>;
  write(uuid: string, value: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
