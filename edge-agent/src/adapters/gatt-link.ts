import type { Lifeline } from './lifeline.js';

/** A link to a wearable's GATT server, by canonical UUIDs. Every call settles within its deadline. */
export interface GattLink {
  readonly lifeline: Lifeline;
  has(uuid: string): boolean;
  /** `listener` must not throw. */
  subscribe(uuid: string, listener: (value: Uint8Array) => void): Promise<void>;
  write(uuid: string, value: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
