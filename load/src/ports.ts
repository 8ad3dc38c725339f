/** Bytes on a connection, without what TCP and TLS add. */
export interface Traffic {
  readonly up: number;
  readonly down: number;
}

export interface LineHandlers {
  /** Connected and subscribed. */
  readonly onConnect: () => void;
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
}

/** An agent's connections to the broker, one after the other. */
export interface Line {
  readonly connected: boolean;
  /** Of all its connections so far. */
  readonly traffic: Traffic;
  /** How often it was tried in vain, or lost without being told to drop. */
  readonly failures: number;
  /** Why the certificate that it was shown is not believed; undefined where none was shown, or one that is. */
  readonly distrusts: string | undefined;
  /** Connects, and again whenever it is lost, until it is told to drop. */
  open(): void;
  /** Ends the connection without a word and stays away. */
  drop(): void;
  /** Quality of service 1; what is not connected sends nothing. @param onConfirmed told when the broker has it */
  publish(topic: string, payload: Uint8Array, onConfirmed?: () => void): void;
}

/** What an agent needs of its machine. */
export interface PlayerPorts {
  /** Monotone milliseconds. */
  readonly ticks: () => number;
  /** Unix seconds. */
  readonly clock: () => number;
  readonly entropy: (length: number) => Uint8Array;
  /** What is measured: the same for one seed. */
  readonly random: () => number;
}
