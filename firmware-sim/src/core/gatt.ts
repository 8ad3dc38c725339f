/* What a family of wearables declares, apart from the GATT server that serves it. */

/** ATT error codes (Core 5.4 Vol 3 Part F 3.4.1.1; 0x80 and above belong to the profile). */
export const ATT = {
  success: 0x00,
  insufficientAuthorization: 0x08,
  valueNotAllowed: 0x13,
  application: 0x80,
} as const;

/** An ATT error code, or what to do once the write was confirmed. */
export type WriteOutcome = number | (() => void);

export interface SimCharacteristic {
  /** Lower case, without dashes; four digits or 32. */
  readonly uuid: string;
  readonly properties: readonly ('read' | 'write' | 'writeWithoutResponse' | 'notify')[];
  /** Its notifications carry data: the faults of a stream befall them. */
  readonly data?: boolean;
  /** The value, or an ATT error code. */
  readonly read?: () => Uint8Array | number;
  readonly write?: (value: Uint8Array) => WriteOutcome;
}

export interface SimService {
  readonly uuid: string;
  readonly characteristics: readonly SimCharacteristic[];
}

/** The way to the central; what is told when nobody listens is lost. */
export interface SimLink {
  readonly connected: boolean;
  /** Bytes that one notification carries; undefined where nobody subscribed. */
  room(uuid: string): number | undefined;
  notify(uuid: string, value: Uint8Array): void;
  /**
   * Tells all of `values` as fast as the link takes them, then calls `done`; replaces what was being sent there.
   * Stopped or cut off, it never calls it.
   */
  send(uuid: string, values: Iterator<Uint8Array>, done?: () => void): void;
  /** Whether something is being sent there. */
  busy(uuid: string): boolean;
  stop(uuid: string): void;
}

/** What one wearable answers and tells. */
export interface SimServer {
  readonly name: string;
  /** Service UUIDs of the advertisement. */
  readonly advertised: readonly string[];
  readonly services: readonly SimService[];
  /** Whether the heart rate is measured all the time. */
  readonly sensing: boolean;
  connected(): void;
  disconnected(): void;
  /** It was started again: what was in volatile memory is gone. */
  restarted(): void;
  /** Time has passed: tells what there is to tell. */
  tick(): void;
}
